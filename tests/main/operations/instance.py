"""The instance as a whole."""

from tests.main.operations.operation import Operation, Reach

OPERATIONS = {
    "get_health": Operation(Reach.public, "GET", "/health"),
    "get_readiness": Operation(Reach.public, "GET", "/ready"),
    "get_instance_status": Operation(Reach.public, "GET", "/api/v1/auth/status"),
    "get_database": Operation(Reach.guarded, "GET", "/api/v1/database"),
}
