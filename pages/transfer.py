"""How do frozen filters learn my classes from a few photos?"""

from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

PRESETS = (
    Preset(
        "Two new classes in a second",
        goal="look at the blocks: only the orange one is trained. Then change the seed.",
        notice="filters that were never trained on digits distinguish a 4 from a 9.",
        state={"transfer_view": "Train", "transfer_set": "4 or 9"},
        start={"transfer_seed": 0, "transfer_epochs": 20},
    ),
    Preset(
        "What freezing changes",
        goal="press Compare three ways.",
        notice="trained from scratch, the network learns little from the same photos; the weights "
        "of frozen blocks have not changed.",
        state={"transfer_view": "How much to freeze", "transfer_set": "4 or 9"},
    ),
    Preset(
        "Too good to be true",
        goal="read where the pictures come from, then open “Result” and try other seeds.",
        notice="all held-out photos are classified correctly, because the training photos are "
        "pieces of the same three photos.",
        state={"transfer_set": "Cat, coffee or rocket"},
        start={"transfer_view": "Photos", "transfer_seed": 0},
    ),
    Preset(
        "What 15 photos tell",
        goal="click a cell of the matrix to see its photos; find the mistakes on the map.",
        notice="most digits are classified correctly; with so few held-out photos the 95 % "
        "interval of the accuracy is wide.",
        state={"transfer_view": "Result", "transfer_set": "3, 5 or 8", "transfer_seed": 2}
        | {"transfer_epochs": 20, "transfer_held": 25},
        start={"transfer_part": "Mistakes"},
    ),
    Preset(
        "How many photos?",
        goal="compare the accuracy with one photo of each class and with all of them.",
        notice="a few photos of each class are enough to begin with; more photos help less and "
        "less.",
        state={"transfer_view": "Result", "transfer_set": "3, 5 or 8", "transfer_seed": 0}
        | {"transfer_part": "More photos"},
        start={"transfer_epochs": 20, "transfer_held": 25},
    ),
)

with Page("pages/transfer.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.ui.transfer import projects, views, work

    page.prepare(views.LIMITS)

    def teach() -> None:
        """Draw everything that depends on a control or on background work."""
        work.collect_results()
        view = views.choose_set_and_view()
        page.place_goal()
        work.show_progress()
        views.VIEWS[view](projects.project_on_screen())

    page.show(teach, look_again=work.seconds_to_next_look)
