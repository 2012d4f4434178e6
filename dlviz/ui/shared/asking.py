"""Asks on a page: a preset's question before it shows, then others of the same structure.

A question stands where the preset's goal would stand. docs/decisions/0022-asking.md says how it
goes on from there, and why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dlviz.questions.asking import Asking, Phase, is_reached, judge
from dlviz.questions.judging import Verdict
from dlviz.questions.kinds import Question
from dlviz.questions.ladder import Ladder
from dlviz.questions.predicting import predictions_of
from dlviz.ui._compat.selectors import resolve
from dlviz.ui._compat.this_run import run_again
from dlviz.ui.components.question.question import Explained, Said, heard, show_question
from dlviz.ui.shared import ask_switch, deeds, held, link, notes, path, scenes
from dlviz.ui.shared.classroom import membership
from dlviz.ui.shared.scenes import Scene

KEY = "frame_question"
Told = tuple[Mapping[str, Any], str]  # the values that a preset sets, and its notice


@dataclass(frozen=True, slots=True)
class Following:
    """What goes on with the path: what its button says, and does."""

    label: str
    go: Callable[[], None]


_NO_NOTICE = ":--app :has(> :--alert :--info-text) {display: none}"


def stands(page: str, presets: Mapping[str, Told]) -> bool:
    """Return whether a question stands on `page`; arguments as for `show`."""
    return _scene(page, presets) is not None


def show(page: str, presets: Mapping[str, Told], following: Callable[[], Following | None]) -> None:
    """Draw the question of a page, if there is one.

    Call it after the page's widgets: it looks whether what was asked for is on screen. Call it in
    a part of the page of its own (`parts.draw_part`): an answer changes nothing else.

    Args:
        page: Name of the page.
        presets: For each preset the values that it sets, and its notice.
        following: Returns what goes on with the path once a preset's question is told.
    """
    scene = _scene(page, presets)
    if scene is None:
        return
    question = scene.question
    scene = _looked(scene)
    asking = scene.asking
    is_told = asking.phase is Phase.TOLD
    if is_told:
        _book(scene, question)
    if scene.prediction is not None:
        st.html(f"<style>{_hiding(scene)}</style>")
    task = scene.prediction.task if scene.prediction else ""
    beyond = following() if is_told and scene.prediction else None
    show_question(
        question,
        asking,
        key=KEY,
        heading=scene.heading,
        task=f"Now {task}." if task else "",
        explained=_explained(scene, question) if is_told else None,
        can_skip=True,
        has_next=ask_switch.held_question() != (asking.source, asking.level, asking.seed),
        fills=bool(st.session_state.get(link.LECTURE)) and not membership.is_asking(),
        following=beyond.label if beyond else "",
        on_said=lambda: _said(page, presets, beyond),
    )


def _scene(page: str, presets: Mapping[str, Told]) -> Scene | None:
    return scenes.find(page, presets) if scenes.is_asking(page) else None


def _hiding(scene: Scene) -> str:
    """Return the rules of what would give the answer away; "" where there is nothing to hide."""
    if scene.prediction is None or scene.asking.phase is Phase.TOLD:
        return ""  # nothing gives a drawn question's answer away
    hides = scene.prediction.hides if scene.asking.phase is Phase.ASK else ()
    return "".join(f".st-key-{key} {{display: none}}" for key in hides) + resolve(_NO_NOTICE)


def _explained(scene: Scene, question: Question) -> Explained:
    verdict = _verdict(scene.asking, question)
    why = scene.prediction.why if scene.prediction else None
    is_wrong = verdict is not None and not verdict.is_right
    notice = scene.prediction.notice or scene.notice if scene.prediction else scene.notice
    return Explained(verdict, notice, why if is_wrong else None)


def _verdict(asking: Asking, question: Question) -> Verdict | None:
    return None if asking.answer is None else judge(question, asking.answer)


def _looked(scene: Scene) -> Scene:
    """Return the scene with the answer told, if what was asked for is on screen now.

    The first run notes what the widgets hold: not what the preset sets, since pages write some
    values in their own way, and not what they hold later, when a hand may have changed them.
    """
    asking, state = scene.asking, st.session_state
    if asking.phase is Phase.ASK and scene.after and not asking.seen:
        asking = replace(asking, seen={key: state[key] for key in scene.before if key in state})
        scenes.put(scene.page, asking)
    if asking.phase is Phase.DO:
        wanted = {**_seen(scene), **scene.after}
        if asking.is_let:  # the widgets are set; only work that takes a while is waited for
            wanted = {key: value for key, value in wanted.items() if deeds.is_deed(key)}
        if is_reached(st.session_state, wanted):  # type: ignore[arg-type]
            asking = asking.told()
            scenes.put(scene.page, asking)
    return replace(scene, asking=asking)


def _seen(scene: Scene) -> dict[str, Any]:
    """Return what the other widgets held when the question was asked, by key."""
    frees = scene.prediction.frees if scene.prediction else ()
    seen = scene.asking.seen.items()
    return {key: value for key, value in seen if key not in (*scene.after, *frees)}


def _book(scene: Scene, question: Question) -> None:
    """Write down, once, what came: in the notes, on the path, and for the next question's level.

    It is done while the page is drawn and not where the answer is heard: a newer run may end that
    one in its middle, and a second time changes nothing.
    """
    asking = scene.asking
    _note_on_path(scene)
    verdict = _verdict(asking, question)
    if verdict is None:
        return
    is_new = notes.add(scene.page, scene.heading, question, asking, verdict, _on_screen(scene))
    if is_new and scene.generator is not None:
        ladder = scenes.ladders().get(asking.source, Ladder())
        scenes.ladders()[asking.source] = ladder.after(is_right=verdict.is_right)


def _on_screen(scene: Scene) -> dict[str, Any]:
    """Return the values, by widget key, that show what came.

    They are what the widgets hold: the page may have fitted one to another that was changed. Work
    that is done is in no link.
    """
    state, wanted = st.session_state, {**scene.before, **scene.after}
    return {key: state.get(key, wanted[key]) for key in wanted if not deeds.is_deed(key)}


def _note_on_path(scene: Scene) -> None:
    if scene.prediction is not None:
        path.note(scene.page, scene.asking.source, list(predictions_of(scene.page)))


def _said(page: str, presets: Mapping[str, Told], beyond: Following | None) -> None:
    """React to what the visitor did with the question."""
    said = heard(st.session_state[KEY].get("said"))
    scene = _scene(page, presets)
    if said is None or scene is None or said.identity != scene.asking.identity:
        return
    if said.act != "follow":
        _REACTIONS[said.act](scene, said)
    elif beyond is not None:
        beyond.go()


def _on_answer(scene: Scene, said: Said) -> None:
    if scene.asking.phase is not Phase.ASK or said.answer is None:
        return
    question = scene.question
    asking = scene.asking.answered(question, said.answer, has_task=bool(scene.after))
    scenes.put(scene.page, asking)


def _on_skip(scene: Scene, _said: Said) -> None:
    scenes.end(scene.page)
    _note_on_path(scene)
    if scene.asking.phase is Phase.ASK and scene.prediction is not None:
        held.set_held(scene.preset)
    run_again()  # the goal stands where the question stood, outside of its part of the page


def _on_do(scene: Scene, _said: Said) -> None:
    if scene.asking.phase is Phase.TOLD:
        return
    scenes.put(scene.page, replace(scene.asking, phase=Phase.DO, is_let=True))
    _set({**scene.before, **scene.after})


def _on_refute(scene: Scene, _said: Said) -> None:
    verdict = _verdict(scene.asking, scene.question)
    if scene.asking.phase is Phase.TOLD and verdict is not None and verdict.mistake is not None:
        state = st.session_state
        changed = tuple(
            (key, _as_text(value))
            for key, value in verdict.mistake.state.items()
            if key not in state or not is_reached({key: state[key]}, {key: value})
        )
        scenes.put(scene.page, replace(scene.asking, is_refuted=True, changed=changed))
        _set(verdict.mistake.state)


def _as_text(value: Any) -> str:
    """Return a widget's value as the sentence beside its picture says it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _on_why(scene: Scene, said: Said) -> None:
    why = scene.prediction.why if scene.prediction else None
    if why is None or not isinstance(said.answer, int) or said.answer >= len(why.options):
        return
    verdict = _verdict(scene.asking, scene.question)
    is_asked = scene.asking.phase is Phase.TOLD and verdict is not None and not verdict.is_right
    if is_asked and scene.asking.reason is None:
        scenes.put(scene.page, replace(scene.asking, reason=said.answer))
        notes.add_reason(scene.asking.identity, why, said.answer)


def _on_next(scene: Scene, _said: Said) -> None:
    generator = scene.practice
    if generator is None:
        scenes.practise(scene.page)
        return
    ladder = scenes.ladders().get(generator.name, Ladder())
    verdict = _verdict(scene.asking, scene.question)
    if scene.prediction is not None and verdict is not None:
        scenes.ladders()[generator.name] = ladder.begun(is_right=verdict.is_right)
    elif verdict is not None and verdict.is_right and ladder.has_enough:
        scenes.practise(scene.page, beside=generator.name)
        return
    scenes.draw(scene.page, generator)


_REACTIONS: Mapping[str, Callable[[Scene, Said], None]] = {
    "answer": _on_answer,
    "skip": _on_skip,
    "do": _on_do,
    "reveal": _on_do,
    "refute": _on_refute,
    "why": _on_why,
    "next": _on_next,
}


def _set(values: Mapping[str, Any]) -> None:
    """Set widgets and let the whole page run again; nothing may follow it in a callback."""
    held.set_held(values)
    run_again()  # the number that tells stale messages stands outside of this part of the page
