"""Line-break repair: cuts a text into blocks and joins the lines of each."""

from corpus.reflow.decide import reflow

__all__ = ["reflow"]
