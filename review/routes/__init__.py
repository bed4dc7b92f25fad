"""Addresses of the web application, one module a part of the menu."""
