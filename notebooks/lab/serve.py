#!/usr/bin/python3
"""Serves the JupyterLab that build.sh made, on Debian's jupyter_server.

    serve.py APP_DIR [options of jupyter server]

jupyterlab_server brings pages, settings and workspaces. Two addresses that
JupyterLab 4 asks for came with jupyter_server 2 only, and Debian 12 has 1: who
the user is, and the socket of server events. They are answered here.
"""

import json
import os
import sys

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.base.zmqhandlers import WebSocketMixin
from jupyterlab_server import LabServerApp
from tornado import web
from tornado.websocket import WebSocketHandler

APP = os.path.abspath(sys.argv.pop(1)) if __name__ == "__main__" else ""
VERSION = json.load(open(os.path.join(APP, "..", "package.json")))["version"]


class Identity(APIHandler):
    """GET /api/me"""

    @web.authenticated
    def get(self):
        name = {key: "tester" for key in ("username", "name", "display_name")}
        identity = {**name, "initials": "T", "avatar_url": None, "color": None}
        self.finish(json.dumps({"identity": identity, "permissions": {}}))


class Events(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """The socket /api/events/subscribe, on which nothing ever happens."""

    async def get(self, *args, **kwargs):
        if self.current_user is None:
            raise web.HTTPError(403)
        await super().get(*args, **kwargs)

    def open(self, *args, **kwargs):
        pass

    def on_message(self, message):
        pass


def _jupyter_server_extension_points():
    return [{"module": __name__, "app": Lab}]


class Lab(LabServerApp):
    name = __name__
    app_name = "JupyterLab"
    app_version = VERSION
    extension_url = app_url = default_url = "/lab"
    load_other_extensions = False
    app_settings_dir = os.path.join(APP, "settings")
    schemas_dir = os.path.join(APP, "schemas")
    static_dir = os.path.join(APP, "static")
    templates_dir = os.path.join(APP, "templates")
    themes_dir = os.path.join(APP, "themes")
    user_settings_dir = os.environ["LAB_STATE"] + "/settings"
    workspaces_dir = os.environ["LAB_STATE"] + "/workspaces"

    def initialize_handlers(self):
        self.handlers += [("/api/me", Identity), ("/api/events/subscribe", Events)]
        super().initialize_handlers()


if __name__ == "__main__":
    Lab.launch_instance()
