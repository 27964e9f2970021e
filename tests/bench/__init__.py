"""The numbers of `make bench`: each with what it is compared with, measured in the same run."""
