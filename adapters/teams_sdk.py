"""What is used of Microsoft's SDK, imported in such a way that no `.env` file changes anything.

On import the SDK takes whatever stands in a file `.env` of the working directory or above into the
environment, settings of Quoth's among it. python-dotenv leaves it alone while PYTHON_DOTENV_DISABLED is set.
Of the SDK's `App` nothing is used: it reads CLIENT_ID, SERVICE_URL and even the permission to check no
tokens (DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS) from the environment, and fetches the keys that tokens
are signed with while everything else waits.
"""

from __future__ import annotations

import os
import warnings

_SWITCH = "PYTHON_DOTENV_DISABLED"
_before = os.environ.get(_SWITCH)
os.environ[_SWITCH] = "1"
try:
    # It warns of previews of its own that nobody here uses.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from microsoft_teams.api import ClientCredentials
        from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment, with_overrides
        from microsoft_teams.apps.auth import TokenValidator
        from microsoft_teams.apps.token_manager import TokenManager
        from microsoft_teams.common import Client, ClientOptions
finally:
    if _before is None:
        del os.environ[_SWITCH]
    else:
        os.environ[_SWITCH] = _before

__all__ = [
    "PUBLIC",
    "Client",
    "ClientCredentials",
    "ClientOptions",
    "CloudEnvironment",
    "TokenManager",
    "TokenValidator",
    "with_overrides",
]
