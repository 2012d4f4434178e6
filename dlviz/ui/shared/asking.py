"""Asks on a page: a preset's question before it shows, then others of the same structure.

A question stands where the preset's goal would stand. docs/decisions/0022-asking.md says how it
goes on from there, and why.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
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
_NO_NOTICE = ":--app :has(> :--alert :--info-text) {display: none}"


def show(page: str, presets: Mapping[str, tuple[Mapping[str, Any], str]]) -> bool:
    """Draw the question of a page, if there is one.

    Call it after the page's widgets: it looks whether what was asked for is on screen.

    Args:
        page: Name of the page.
        presets: For each preset the values that it sets, and its notice.

    Returns:
        Whether there is one.
    """
    scene = scenes.find(page, presets) if scenes.is_asking(page) else None
    if scene is None:
        return False
    question = scene.question
    scene = _looked(scene)
    asking = scene.asking
    is_told = asking.phase is Phase.TOLD
    if is_told:
        _book(scene, question)
    if scene.prediction is not None and not is_told:
        hides = scene.prediction.hides if asking.phase is Phase.ASK else ()
        rules = "".join(f".st-key-{key} {{display: none}}" for key in hides)
        st.html(f"<style>{rules}{resolve(_NO_NOTICE)}</style>")
    task = scene.prediction.task if scene.prediction else ""
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
        on_said=lambda: _said(page, presets),
    )
    return True


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


def _said(page: str, presets: Mapping[str, tuple[Mapping[str, Any], str]]) -> None:
    """React to what the visitor did with the question."""
    said = heard(st.session_state[KEY].get("said"))
    scene = scenes.find(page, presets) if scenes.is_asking(page) else None
    if said is None or scene is None or said.identity != scene.asking.identity:
        return
    _REACTIONS[said.act](scene, said)


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
        _set(scene.preset)


def _on_do(scene: Scene, _said: Said) -> None:
    if scene.asking.phase is Phase.TOLD:
        return
    scenes.put(scene.page, replace(scene.asking, phase=Phase.DO, is_let=True))
    _set({**scene.before, **scene.after})


def _on_refute(scene: Scene, _said: Said) -> None:
    verdict = _verdict(scene.asking, scene.question)
    if scene.asking.phase is Phase.TOLD and verdict is not None and verdict.mistake is not None:
        scenes.put(scene.page, replace(scene.asking, is_refuted=True))
        _set(verdict.mistake.state)


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
