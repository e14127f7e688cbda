"""A project whose agreed requirements wait for the word of two clients."""

CLIENTS = """
```yaml title="tpo-docs.yml"
types:
  requirement:
    approvals: {approved: [{role: client}]}
```
```yaml title="parties.yml"
a: {kind: client, title: A}
b: {kind: client, title: B}
c: {kind: role, title: C}
```
"""
