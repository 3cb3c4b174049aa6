"""Where ids stand in requests: in bodies and queries as well as in paths."""

from typing import Any

from fastapi import FastAPI


def ids_inside(app: FastAPI) -> list[tuple[str, str]]:
    """Every field of a body and of a query that is an id."""
    document = app.openapi()
    found: list[tuple[str, str]] = []
    for item in document["paths"].values():
        for operation in item.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found += [(operation["operationId"], name) for name in uuids(content["schema"], document)]
            found += [
                (operation["operationId"], parameter["name"])
                for parameter in operation.get("parameters", [])
                if parameter["in"] == "query" and "uuid" in str(parameter["schema"])
            ]
    return found


def uuids(schema: dict[str, Any], document: dict[str, Any]) -> list[str]:
    if "anyOf" in schema:
        return [name for one in schema["anyOf"] for name in uuids(one, document)]
    if "$ref" in schema:
        return uuids(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "items" in schema:
        return uuids(schema["items"], document)
    named: list[str] = []
    for name, field in schema.get("properties", {}).items():
        named += [name] if "uuid" in str(field) else uuids(field, document)
    return named
