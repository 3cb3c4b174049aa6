"""Who there is, as administrators, the person and others see them."""
