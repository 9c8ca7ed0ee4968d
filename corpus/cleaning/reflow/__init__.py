"""Line-break repair: cuts a text into blocks and joins the lines of each."""

from corpus.cleaning.reflow.break_decision import reflow

__all__ = ["reflow"]
