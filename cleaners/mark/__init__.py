"""Opinions about blocks: rules, shapes, repetitions and the learned judge. They label; they remove nothing."""
