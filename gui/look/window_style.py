"""Rules for the window's own parts, from the tokens: view switch, notes, band, rows of the start page, scroll bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look import theme, tokens

if TYPE_CHECKING:
    from gui.look.tokens import Theme


def sheet() -> str:
    """A stylesheet in the colours of the theme that is on screen."""
    look, radius = theme.current(), tokens.RADIUS
    return f"""
    QToolButton[segment] {{
        background: {look.panel}; color: {look.text_2}; border: 1px solid {look.outline}; border-radius: 0;
        min-height: {theme.px(22)}px; padding: 0 {tokens.GRID}px; margin: 0 -1px 0 0;
    }}
    QToolButton[segment="first"] {{ border-top-left-radius: {radius}px; border-bottom-left-radius: {radius}px; }}
    QToolButton[segment="last"] {{
        border-top-right-radius: {radius}px; border-bottom-right-radius: {radius}px; margin: 0;
    }}
    QToolButton[segment]:hover {{ background: {look.sunken}; color: {look.text}; }}
    QToolButton[segment]:checked {{ background: {look.selected}; color: {look.accent}; font-weight: 600; }}
    QToolButton[segment]:focus {{
        border: 2px solid {look.accent}; min-height: {theme.px(22) - 2}px; padding: 0 {tokens.GRID - 1}px;
    }}
    {_small(look)}
    QWidget[role="strip"] {{ background: {look.panel}; border-bottom: 1px solid {look.divider}; }}
    QFrame#band {{ background: {look.sunken}; border: 0; border-bottom: 1px solid {look.divider}; }}
    QFrame#toast {{
        background: {look.panel}; border: 1px solid {look.outline}; border-radius: {tokens.CARD_RADIUS}px;
    }}
    QFrame#toast[kind="error"] {{ border-color: {look.danger}; }}
    QFrame#toast[kind="warning"] {{ border-color: {look.warning}; }}
    QPushButton[role="row"] {{
        background: transparent; border: 0; border-radius: {radius}px; text-align: left; color: {look.accent};
        padding: {tokens.GRID}px {tokens.GAP}px; min-height: {theme.px(20)}px;
    }}
    QPushButton[role="row"]:hover, QPushButton[role="row"]:focus {{ background: {look.selected}; }}
    QWidget[role="dock"] {{ background: {look.panel}; }}
    QToolButton[role="status"] {{
        color: {look.accent}; font-size: {theme.px(tokens.SMALL_TEXT)}px; padding: 0 {tokens.GAP}px;
        margin: 0; border: 0; max-height: {theme.px(20)}px;
    }}
    QToolButton[role="status"]:hover, QToolButton[role="status"]:focus {{ background: {look.selected}; }}
    QPushButton, QToolButton {{ outline: 0; }}
    {_scroll_bars(look)}
    """


def _scroll_bars(look: Theme) -> str:
    return f"""
    QScrollBar:vertical {{ width: 12px; background: transparent; margin: 0; }}
    QScrollBar:horizontal {{ height: 12px; background: transparent; margin: 0; }}
    QScrollBar::handle {{ background: {look.outline}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 32px; }}
    QScrollBar::handle:horizontal {{ min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {look.text_2}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def _small(look: Theme) -> str:
    """Class chips, buttons that share a narrow row, and those that lead to the pages of a tab."""
    radius = tokens.RADIUS
    return f"""
    QPushButton[role="narrow"] {{ padding: 0 {tokens.GRID}px; min-width: {theme.px(16)}px; }}
    QPushButton[role="narrow"]:focus {{ padding: 0 {tokens.GRID - 1}px; }}
    QPushButton[role="page"] {{
        background: transparent; border: 0; border-radius: {radius}px; text-align: left; padding: 0 {tokens.GAP}px;
        min-height: {theme.px(tokens.STATUS) + 2}px;
    }}
    QPushButton[role="page"]:hover {{ background: {look.sunken}; }}
    QPushButton[role="page"]:checked {{ background: {look.selected}; color: {look.accent}; }}
    QPushButton[role="page"]:focus {{
        border: 2px solid {look.accent}; padding: 0 {tokens.GAP - 2}px; min-height: {theme.px(tokens.STATUS) - 2}px;
    }}
    QPushButton::menu-indicator, QToolButton::menu-indicator {{ image: none; width: 0; }}
    QToolButton[role="chip"] {{
        background: {look.panel}; color: {look.text_2}; border: 1px solid {look.divider}; border-radius: {radius}px;
        padding: 0 {tokens.GRID}px; min-height: {theme.px(20)}px; margin: 0; font-size: {theme.px(tokens.SMALL_TEXT)}px;
    }}
    QToolButton[role="chip"]:checked {{ background: {look.selected}; color: {look.text}; border-color: {look.hint}; }}
    QToolButton[role="chip"]:hover {{ background: {look.sunken}; color: {look.text}; }}
    QToolButton[role="chip"]:focus {{
        border: 2px solid {look.accent}; min-height: {theme.px(20) - 2}px; padding: 0 {tokens.GRID - 1}px;
    }}
    """
