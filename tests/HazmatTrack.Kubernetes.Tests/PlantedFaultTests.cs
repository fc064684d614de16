using System.Text.Json;
using System.Text.Json.Nodes;
using HazmatTrack.Kubernetes.Tests.Policies;
using HazmatTrack.Testing;
using k8s;
using YamlDotNet.Core;

namespace HazmatTrack.Kubernetes.Tests;

/// <summary>Mistakes of the kinds that are made, each planted in the overlay of a province: each is found and named.</summary>
public sealed class PlantedFaultTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "a wrong port", "port silo is 11112, and the program listens on 11111" },
        { "a port that nobody has", "readinessProbe asks a port that the container does not have" },
        { "a secret that nobody makes", "nobody makes secret hazmattrack-ring" },
        { "a key that the secret does not have", "secret kafka-cluster-ca-cert has no key ca.cert" },
        { "a selector that matches nothing", "Service hazmattrack-web selects no pod" },
        { "a setting with a typing error", "Outside:Host is not a setting" },
        { "an unencrypted cluster", "and would talk unencrypted" },
        { "another number of partitions", "Ingest:Partitions is 48, and KafkaTopic positions has 47" },
        { "no version of the image", "names no version" },
        { "a grace shorter than the end", "may take 00:01:40 to end in order" },
        { "a limit of CPU", "it would be throttled" },
        { "two scalers", "is scaled by 2" },
        { "a root file system that can be written", "its root file system can be written" },
        { "a policy that lets the wrong ones in", "lets nobody in from there" },
        { "liveness that asks stores", "livenessProbe does not ask /healthz/live" },
        { "a budget for nobody", "no disruption budget selects its pods" },
        { "a user operator that knows no operators", "takes from operators the rights that Operators:Topics gives them, such as from 0123456789ABCDEFGH" },
        { "a user operator that knows operators by digits alone", "such as from JKLMNPQRTUWXY01234" },
        { "a user operator that leaves everybody", "KafkaUser hazmattrack-web: the user operator would leave its rights" },
        { "a user with the name of a secret", "lists secret hazmattrack-audit for the deployer to make, and an operator writes one" },
        { "mail servers with TLS from the beginning left out", "no policy lets it out to port 465 of a mail server" },
        { "a mail server on another port", "no policy lets it out to port 2525 of a mail server" },
        { "the authority of PostgreSQL elsewhere", "the authority of PostgreSQL (/run/secrets/postgres/ca.crt) is not mounted" },
        { "backups by default", "says no method" },
        { "no migration", "Deployment hazmattrack-web: nothing migrates the database" },
        { "a migration for another role", "the role that it migrates for is not hazmattrack" },
        { "the owner's password in the program", "the program can read the password of the role that owns the audit record" },
        { "a migration as the program", "it does not migrate as the role that owns the audit record" },
        { "a migration without the authority", "is not mounted where the database is migrated" },
        { "a migration that gains rights", "it may gain rights" },
        { "a database that the program owns", "its database does not belong to hazmattrack_owner" },
        { "an owner that cannot give tables", "hazmattrack_owner is no member of hazmattrack" },
        { "a role without a password", "there is no secret postgres-password with username and password" },
        { "a role by a secret that nobody labels", "a change of secret hazmattrack-outside is not taken up" },
        { "backups by a secret that nobody labels", "a change of secret hazmattrack-outside is not taken up" },
        { "backups by a key that the secret does not have", "there is no secret hazmattrack-backup with a key secret" },
        { "fewer connections than processes may open", "max_connections is 600, and the processes of all roles may open" },
        { "more processes than there are connections for", "the processes of all roles may open" },
        { "a role that nobody scrapes", "Deployment hazmattrack-web: its metrics are scraped 0 times" },
        { "a slower scrape", "scrapes every 60s, and the alarms were tried with 15s" },
        { "another job", "its job is 'pods'" },
        { "no alarms", "no PrometheusRule has the rules of group hazmattrack-stores" },
        { "an alarm that was changed in place", "no PrometheusRule has the rules of group hazmattrack-stores" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_mistake_is_named(string mistake, string says)
    {
        var objects = (await Overlay.ObjectsAsync("province")).ToList();
        Mistakes.Plant(mistake, objects);
        Assert.Contains(AllPolicies.Faults(objects), f => f.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Deployment", "hazmattrack-web", "terminationGracePeriod")]
    [InlineData("Kafka", "kafka", "entityOperater")]
    [InlineData("Cluster", "postgres", "instance")]
    public async Task A_member_with_a_typing_error_is_refused(string kind, string name, string member)
    {
        var objects = await Overlay.ObjectsAsync("province");
        var spec = (JsonObject)objects.OfKind(kind).Single(o => o.Name() == name)["spec"]!;
        (spec.At("template", "spec") as JsonObject ?? spec)[member] = 1;
        var refused = Assert.ThrowsAny<YamlException>(() => Strict(objects));
        Assert.Contains(member, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_and_a_missing_member_are_refused_by_the_schema()
    {
        var tools = Repository.File("tests/Kubernetes");
        Assert.SkipUnless(Directory.Exists(Path.Combine(tools, "node_modules")), "The schemas are not installed: run npm ci --prefix tests/Kubernetes.");
        var objects = await Overlay.ObjectsAsync("delta");
        objects.OfKind("Deployment").First()["spec"]!["minReadySeconds"] = "soon";
        ((JsonObject)objects.OfKind("ScaledObject").First()["spec"]!).Remove("scaleTargetRef");
        var (_, output, _) = await Overlay.RunAsync("node", JsonSerializer.Serialize(objects), Path.Combine(tools, "check.mjs"));
        Assert.Contains("minReadySeconds", output, StringComparison.Ordinal);
        Assert.Contains("scaleTargetRef", output, StringComparison.Ordinal);
    }

    private static void Strict(IEnumerable<JsonObject> objects) =>
        KubernetesYaml.LoadAllFromString(string.Join("\n---\n", objects.Select(o => o.ToJsonString())), CustomKinds.Types, strict: true);
}
