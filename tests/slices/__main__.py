"""Write down what is seen of every example, and a sample of each event that has none."""

from tests.slices.every import EACH, EXAMPLES, SEEN, sample_of, whole

for service in EXAMPLES:
    (SEEN / f"{service}.json").write_text(whole(service), "utf-8")
for _, example in EACH:
    for event in example.then:
        if not (file := sample_of(type(event))).exists():
            file.write_text(event.model_dump_json(indent=2) + "\n", "utf-8")
