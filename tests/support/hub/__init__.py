"""A small Hub and an S3 for the tests: they speak to the real clients on 127.0.0.1, and fail when told to."""

from __future__ import annotations

from hub.failing import Request as Request
from hub.objects import ObjectStore as ObjectStore
from hub.repository import Repository as Repository
from hub.server import READ_TOKEN as READ_TOKEN
from hub.server import USER as USER
from hub.server import WRITE_TOKEN as WRITE_TOKEN
from hub.server import Hub as Hub
