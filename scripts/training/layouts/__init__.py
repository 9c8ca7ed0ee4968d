"""Texts with labelled lines, made in many layouts: a module or package for each way of laying documents out."""
