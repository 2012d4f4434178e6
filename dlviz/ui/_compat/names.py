"""The list of all private Python names of Streamlit and Starlette that dlviz uses.

Each name says what it is used for and what happens without it (`register.PrivateName`).
"""

from dlviz.ui._compat.register import Kind, PrivateName

SAVES_TIME, PROTECTS, NEEDED = Kind

# Runs

RUN_SCRIPT = PrivateName(
    "streamlit.runtime.scriptrunner.script_runner", "ScriptRunner._run_script", SAVES_TIME,
    "Runs a page's script; our wrapper serialises the runs of all visitors.",
    "Runs share the processor's time, and each of thirty visitors waits longer.",
)  # fmt: skip
POPULATE_THEME = PrivateName(
    "streamlit.runtime.app_session", "_populate_theme_msg", SAVES_TIME,
    "Writes a theme's settings into a message; our wrapper reads them once per process.",
    "Every run reads all settings of the themes again.",
)  # fmt: skip
THEME_MESSAGE = PrivateName(
    "streamlit.proto.NewSession_pb2", "CustomThemeConfig", SAVES_TIME,
    "The message with a theme's settings, cached after the first run.",
    "Every run reads all settings of the themes again.",
)  # fmt: skip
BIDI_IDENTITY = PrivateName(
    "streamlit.components.v2.bidi_component.main",
    "BidiComponentMixin._build_bidi_identity_kwargs", SAVES_TIME,
    "Serialises a component's data to derive its identity; ours are identified by key.",
    "The data of every component is serialised twice in every run.",
)  # fmt: skip
IS_TABLE = PrivateName(
    "streamlit.components.v2.bidi_component.serialization", "is_dataframe_like", SAVES_TIME,
    "Compares each value for a component with all kinds of tables; ours are never tables.",
    "Each dictionary for a component costs half a millisecond.",
)  # fmt: skip
FILTERED_STATE = PrivateName(
    "streamlit.runtime.state.safe_session_state", "SafeSessionState.filtered_state", SAVES_TIME,
    "Copies a visitor's whole state; our replacement looks up single keys.",
    "Number boxes and selections cost twice as much.",
)  # fmt: skip
STATE_LOCK = PrivateName(
    "streamlit.runtime.state.safe_session_state", "SafeSessionState._lock", SAVES_TIME,
    "Held while one key of a visitor's state is looked up.",
    "Number boxes and selections cost twice as much.",
)  # fmt: skip
STATE_INSIDE = PrivateName(
    "streamlit.runtime.state.safe_session_state", "SafeSessionState._state", SAVES_TIME,
    "Where one key of a visitor's state is looked up.",
    "Number boxes and selections cost twice as much.",
)  # fmt: skip

# Visitors

SCRIPT_RUN_CONTEXT = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context", "get_script_run_ctx", NEEDED,
    "What Streamlit knows about the run that calls it: whose it is, what the link asked for.",
    "Pages could not tell visitors apart.",
)  # fmt: skip
SESSION_ID = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.session_id",
    PROTECTS,
    "Names the tab that a run answers to.",
    "Background work would belong to nobody and go on after its visitor has left.",
)  # fmt: skip
RUNTIME_EXISTS = PrivateName(
    "streamlit.runtime", "exists", PROTECTS,
    "Tells whether a server runs, and not a test of one page.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
RUNTIME_INSTANCE = PrivateName(
    "streamlit.runtime", "get_instance", PROTECTS,
    "The running server, which knows its visitors.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
RUNTIME = PrivateName(
    "streamlit.runtime", "Runtime", PROTECTS,
    "The server's class; the stand-in of a page test is no instance of it.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
IS_ACTIVE_SESSION = PrivateName(
    "streamlit.runtime.runtime", "Runtime.is_active_session", PROTECTS,
    "Tells whether a tab is open: a training ends when its visitor has left.",
    "Trainings of visitors who have left would go on.",
)  # fmt: skip
ASYNC_OBJECTS = PrivateName(
    "streamlit.runtime.runtime", "Runtime._get_async_objs", PROTECTS,
    "Gives the server's event loop; only its thread may read the sessions.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
EVENT_LOOP = PrivateName(
    "streamlit.runtime.runtime", "AsyncObjects.eventloop", PROTECTS,
    "The event loop of the server.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
SESSION_MANAGER = PrivateName(
    "streamlit.runtime.runtime", "Runtime._session_mgr", PROTECTS,
    "Holds all sessions of the server.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
LIST_SESSIONS = PrivateName(
    "streamlit.runtime.session_manager", "SessionManager.list_sessions", PROTECTS,
    "Lists the open sessions, so that we notice a closed one.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
SESSION_STORAGE = PrivateName(
    "streamlit.runtime.websocket_session_manager", "WebsocketSessionManager._session_storage",
    PROTECTS,
    "Holds the sessions whose connection is lost.",
    "A session that is over would be kept until the next visitor leaves.",
)  # fmt: skip
STORAGE_CACHE = PrivateName(
    "streamlit.runtime.memory_session_storage", "MemorySessionStorage._cache", PROTECTS,
    "The disconnected sessions, each with its expiry time.",
    "A session that is over would be kept until the next visitor leaves.",
)  # fmt: skip
CACHE_EXPIRE = PrivateName(
    "streamlit.runtime.caching.ttl_cache", "TTLCache.expire", PROTECTS,
    "Removes and returns the disconnected sessions that have expired.",
    "A session that is over would be kept until the next visitor leaves.",
)  # fmt: skip
SESSION_OF_INFO = PrivateName(
    "streamlit.runtime.session_manager", "SessionInfo.session", PROTECTS,
    "The session in an entry of the list of sessions.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
APP_SESSION_ID = PrivateName(
    "streamlit.runtime.app_session", "AppSession.id", PROTECTS,
    "The identifier of a session.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
SHUTDOWN = PrivateName(
    "streamlit.runtime.app_session", "AppSession.shutdown", PROTECTS,
    "Ends a session that is over, and its uploads with it.",
    "Uploads of visitors who have left would stay in memory.",
)  # fmt: skip
SCRIPT_RUNNER = PrivateName(
    "streamlit.runtime.app_session", "AppSession._scriptrunner", PROTECTS,
    "Tells whether a session that is over still runs its page: only then is its state kept.",
    "What visitors leave behind would stay in memory.",
)  # fmt: skip
SESSION_STATE = PrivateName(
    "streamlit.runtime.app_session", "AppSession.session_state", PROTECTS,
    "What a session holds of its visitor; it is emptied when the session is over.",
    "Photos and networks of visitors who have left would stay in memory.",
)  # fmt: skip

# Reruns

SCRIPT_REQUESTS = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.script_requests",
    SAVES_TIME,
    "Accepts a request to rerun a page whose GPU has failed.",
    "After a GPU failure visitors must reload the page themselves.",
)  # fmt: skip
RERUN_DATA = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_requests", "RerunData", SAVES_TIME,
    "The request for another run.",
    "After a GPU failure visitors must reload the page themselves.",
)  # fmt: skip
REQUEST_RERUN = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_requests", "ScriptRequests.request_rerun",
    SAVES_TIME,
    "Submits the request for another run.",
    "After a GPU failure visitors must reload the page themselves.",
)  # fmt: skip
QUERY_STRING = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.query_string",
    SAVES_TIME,
    "The query string of the run; the next run uses the same.",
    "After a GPU failure visitors must reload the page themselves.",
)  # fmt: skip
PAGE_HASH = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.page_script_hash",
    SAVES_TIME,
    "The page of the run; the next run shows the same.",
    "After a GPU failure visitors must reload the page themselves.",
)  # fmt: skip
CONTEXT_INFO = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.context_info",
    SAVES_TIME,
    "The browser's time zone, language and address; the next run uses the same.",
    "After a GPU failure visitors must reload the page themselves.",
)  # fmt: skip

FOR_ANOTHER_RUN = (
    SCRIPT_REQUESTS, RERUN_DATA, REQUEST_RERUN, QUERY_STRING, PAGE_HASH, CONTEXT_INFO,
)  # fmt: skip

# Query parameters of a link

CONTEXT_STATE = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.session_state",
    NEEDED,
    "The state of the visitor whose run it is, which holds what the link asked for.",
    "A preset could not change what a link has set.",
)  # fmt: skip
NEW_VALUES = PrivateName(
    "streamlit.runtime.state.session_state", "SessionState._new_widget_state", SAVES_TIME,
    "The widget values that the browser sent with this run.",
    "A page could not tell its visitor that its photos are lost.",
)  # fmt: skip
QUERY_PARAMETERS = PrivateName(
    "streamlit.runtime.state.safe_session_state", "SafeSessionState.query_params", NEEDED,
    "What the link asked for, held while it is changed.",
    "A preset could not change what a link has set.",
)  # fmt: skip
CLEAR_QUERY = PrivateName(
    "streamlit.runtime.state.query_params", "QueryParams.clear_with_no_forward_msg", NEEDED,
    "Empties the address, of what widgets have written into it too, before another page is opened.",
    "The path could not go on to the next page.",
)  # fmt: skip
INITIAL_QUERY = PrivateName(
    "streamlit.runtime.state.query_params", "QueryParams._initial_query_params", NEEDED,
    "What the link asked for, which a widget takes as soon as it is on screen.",
    "A preset could not change what a link has set.",
)  # fmt: skip

# The browser's back and forward buttons

FROM_HISTORY = PrivateName(
    "streamlit.runtime.scriptrunner_utils.script_run_context",
    "ScriptRunContext.is_history_navigation", SAVES_TIME,
    "Whether the run follows Back or Forward; then only the address counts.",
    "Back and forward show a page with the state in which it was last left.",
)  # fmt: skip
BOUND_WIDGETS = PrivateName(
    "streamlit.runtime.state.session_state", "SessionState._query_param_bound_widget_ids",
    SAVES_TIME,
    "The widgets whose values are in the link: back and forward set them from it.",
    "Back and forward show a page with the state in which it was last left.",
)  # fmt: skip
KEYS_OF_WIDGETS = PrivateName(
    "streamlit.runtime.state.session_state", "SessionState._key_id_mapper", SAVES_TIME,
    "Leads from the widgets to their keys.",
    "Back and forward show a page with the state in which it was last left.",
)  # fmt: skip
KEY_BY_WIDGET = PrivateName(
    "streamlit.runtime.state.session_state", "KeyIdMapper.id_key_mapping", SAVES_TIME,
    "The keys themselves, by widget.",
    "Back and forward show a page with the state in which it was last left.",
)  # fmt: skip

FOR_HISTORY = (
    FROM_HISTORY, BOUND_WIDGETS, KEYS_OF_WIDGETS, KEY_BY_WIDGET, STATE_LOCK, STATE_INSIDE,
)  # fmt: skip

# Uploads

SPOOL_MAX_SIZE = PrivateName(
    "starlette.formparsers", "MultiPartParser.spool_max_size", PROTECTS,
    "The size from which an upload is written to a file; we set it to infinity.",
    "Photos of visitors would be written to the disk.",
)  # fmt: skip
ADD_FILE = PrivateName(
    "streamlit.runtime.memory_uploaded_file_manager", "MemoryUploadedFileManager.add_file",
    PROTECTS,
    "Stores an upload; our wrapper checks the memory limit first.",
    "Uploads could fill the server's memory.",
)  # fmt: skip
FILE_STORAGE = PrivateName(
    "streamlit.runtime.memory_uploaded_file_manager", "MemoryUploadedFileManager.file_storage",
    PROTECTS,
    "All stored uploads by session and file; the memory limit counts them.",
    "Uploads could fill the server's memory.",
)  # fmt: skip
FILE_ID = PrivateName(
    "streamlit.runtime.uploaded_file_manager", "UploadedFileRec.file_id", PROTECTS,
    "The identifier of an upload; the same upload replaces itself.",
    "Uploads could fill the server's memory.",
)  # fmt: skip
FILE_DATA = PrivateName(
    "streamlit.runtime.uploaded_file_manager", "UploadedFileRec.data", PROTECTS,
    "The content of an upload; its size counts, and it is dropped at the limit.",
    "Uploads could fill the server's memory.",
)  # fmt: skip

# Addresses

EXTERNAL_IP = PrivateName(
    "streamlit.net_util", "_external_ip", PROTECTS,
    "Asks a service for this machine's address on the internet; we skip that.",
    "A service on the internet would learn that this server runs.",
)  # fmt: skip
UVICORN_SETTINGS = PrivateName(
    "streamlit.web.server.starlette.starlette_server", "_get_uvicorn_config_kwargs", NEEDED,
    "How Streamlit lets uvicorn serve; the listener for IPv6 does the same.",
    "The server would not begin with `--server.address 0.0.0.0`.",
)  # fmt: skip
UPLOAD_ROUTE = PrivateName(
    "streamlit.web.server.starlette.starlette_routes", "BASE_ROUTE_UPLOAD_FILE", PROTECTS,
    "The path of uploads; the limit on arriving uploads applies there.",
    "Arriving uploads could fill the server's memory.",
)  # fmt: skip
COMPONENT_ROUTE = PrivateName(
    "streamlit.web.server.starlette.starlette_routes", "_ROUTE_COMPONENTS_V2", PROTECTS,
    "The address of the components' files: plotly's script is there, and only scripts and styles.",
    "Figures would find no script, and the server would serve its own sources.",
)  # fmt: skip
OPEN_BROWSER = PrivateName(
    "streamlit.cli_util", "open_browser", SAVES_TIME,
    "Opens the browser of whoever starts the app on a computer of their own.",
    "The browser does not open by itself; the address is in the terminal.",
)  # fmt: skip
GET_URL = PrivateName(
    "streamlit.web.server.server_util", "get_url", SAVES_TIME,
    "The address that this browser is opened at.",
    "The browser does not open by itself; the address is in the terminal.",
)  # fmt: skip
DISPLAY_ADDRESS = PrivateName(
    "streamlit.web.server.server_util", "get_display_address", SAVES_TIME,
    "The host name for all addresses of this machine, for the browser's address.",
    "The browser does not open by itself; the address is in the terminal.",
)  # fmt: skip

# Components

COMPONENT_MANAGER = PrivateName(
    "streamlit.components.v2.get_bidi_component_manager", "get_bidi_component_manager", NEEDED,
    "Knows all components and the folders that are served for them.",
    "No component of ours could be shown.",
)  # fmt: skip
REGISTER_MANIFEST = PrivateName(
    "streamlit.components.v2.component_manager", "BidiComponentManager.register_from_manifest",
    NEEDED,
    "Declares components with their folders, as for an installed package.",
    "No component of ours could be shown.",
)  # fmt: skip
REGISTER = PrivateName(
    "streamlit.components.v2.component_manager", "BidiComponentManager.register", NEEDED,
    "Declares the folder that the components share.",
    "No component of ours could be shown.",
)  # fmt: skip
ASSET_ROOT = PrivateName(
    "streamlit.components.v2.component_manager", "BidiComponentManager.get_component_asset_root",
    NEEDED,
    "Tells whether all has been declared.",
    "No component of ours could be shown.",
)  # fmt: skip
MANIFEST_HANDLER = PrivateName(
    "streamlit.components.v2.component_manager", "BidiComponentManager._manifest_handler", NEEDED,
    "Knows which folder is served under which name.",
    "What the components share would not be served.",
)  # fmt: skip
ASSET_ROOTS = PrivateName(
    "streamlit.components.v2.component_manifest_handler", "ComponentManifestHandler._asset_roots",
    NEEDED,
    "The folders by name; ours adds the one that the components share.",
    "What the components share would not be served.",
)  # fmt: skip
COMPONENT_DEFINITION = PrivateName(
    "streamlit.components.v2.component_registry", "BidiComponentDefinition", NEEDED,
    "Declares the folder that the components share as a component without a place.",
    "What the components share would not be served.",
)  # fmt: skip
COMPONENT_CONFIG = PrivateName(
    "streamlit.components.v2.manifest_scanner", "ComponentConfig", NEEDED,
    "A component and its folder.",
    "No component of ours could be shown.",
)  # fmt: skip
COMPONENT_MANIFEST = PrivateName(
    "streamlit.components.v2.manifest_scanner", "ComponentManifest", NEEDED,
    "The components of a package.",
    "No component of ours could be shown.",
)  # fmt: skip

# The page for the content security policy

INDEX_PAGE = PrivateName(
    "streamlit", "static/index.html", NEEDED,
    "Streamlit's own page: the policy names the scripts in it by their sums.",
    "The policy would keep the page from running its own scripts.",
)  # fmt: skip

ALL = tuple(value for value in list(vars().values()) if isinstance(value, PrivateName))
