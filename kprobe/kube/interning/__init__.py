"""Equal parts of objects, kept once: a workload's pods share their containers, labels and conditions.

Nobody can tell but by looking at the memory: a part is only ever exchanged for one that equals it.
"""
