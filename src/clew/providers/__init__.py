"""Everything that knows a vendor's name: the model registry, the clients and the embedded model."""
