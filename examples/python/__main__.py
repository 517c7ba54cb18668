import pulumi
import pulumi_swr as swr

web = swr.RepositoryAccess(
    "web",
    organization="team-a",
    repository="web/app",
    users=[
        {"user_name": "alice", "permission": "Manage"},
        {"user_name": "bob", "permission": "Read"},
    ],
)

pulumi.export("granted", web.users)
