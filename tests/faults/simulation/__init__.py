"""A world that comes out of one number: the real relay and reader against a fake stream.

Time is virtual and every wait is drawn from the seed, so the same seed gives the same world again.
The stream drops, delays, doubles and reorders what is sent, is away for a while, forgets its
consumers, loses its tail or its middle; databases fail before or after they commit; processes die
between any two awaits. This is the only fake server in the house: the real ones cannot be made to
do this a thousand times in a minute.
"""
