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
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_mistake_is_named(string mistake, string says)
    {
        var objects = (await Overlay.ObjectsAsync("province")).ToList();
        Plant(mistake, objects);
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

    private static void Plant(string mistake, List<JsonObject> objects)
    {
        JsonObject Of(string kind, string name) => objects.OfKind(kind).Single(o => o.Name() == name);
        JsonNode Pod(string role) => Of("Deployment", $"hazmattrack-{role}").At("spec", "template", "spec")!;
        JsonObject Container(string role) => Pod(role).Items("containers").Single();
        JsonObject Migration(string role) => Pod(role).Items("initContainers").Single();
        JsonObject Role(string name) => Of("Cluster", "postgres").Items("spec", "managed", "roles").Single(r => r.Text("name") == name);
        JsonObject Ignored() => Of("Kafka", "kafka").Items("spec", "entityOperator", "template", "userOperatorContainer", "env").Single();
        JsonObject Env(string role, string name) => Container(role).Items("env").Single(e => e.Text("name") == name);
        switch (mistake)
        {
            case "a wrong port":
                Container("tracker").Items("ports").Single(p => p.Text("name") == "silo")["containerPort"] = 11112;
                break;
            case "a port that nobody has":
                Container("web")["readinessProbe"]!["httpGet"]!["port"] = "metrics";
                break;
            case "a secret that nobody makes":
                Pod("web").Items("volumes").Single(v => v.Text("name") == "key-ring")["secret"]!["secretName"] = "hazmattrack-ring";
                break;
            case "a key that the secret does not have":
                Pod("web").Items("volumes").Single(v => v.Text("name") == "kafka").Items("secret", "items").Single()["key"] = "ca.cert";
                break;
            case "a selector that matches nothing":
                Of("Service", "hazmattrack-web")["spec"]!["selector"]!["app.kubernetes.io/component"] = "page";
                break;
            case "a setting with a typing error":
                var map = (JsonObject)objects.OfKind("ConfigMap").Single()["data"]!;
                map.Remove("Outside__Hosts__0");
                map["Outside__Host__0"] = "track.example.cn";
                break;
            case "an unencrypted cluster":
                foreach (var name in new[] { "Cluster__CertificateFile", "Cluster__KeyFile", "Cluster__AuthorityFile" })
                {
                    ((JsonArray)Container("web")["env"]!).Remove(Env("web", name));
                }

                break;
            case "another number of partitions":
                Of("KafkaTopic", "positions")["spec"]!["partitions"] = 47;
                break;
            case "no version of the image":
                Container("gateway")["image"] = "registry.example.cn/hazmattrack";
                break;
            case "a grace shorter than the end":
                Pod("web")["terminationGracePeriodSeconds"] = 60;
                break;
            case "a limit of CPU":
                Container("tracker")["resources"]!["limits"]!["cpu"] = 2;
                break;
            case "two scalers":
                var second = (JsonObject)Of("HorizontalPodAutoscaler", "hazmattrack-web").DeepClone();
                second["metadata"]!["name"] = "another";
                objects.Add(second);
                break;
            case "a root file system that can be written":
                Container("gateway")["securityContext"]!["readOnlyRootFilesystem"] = false;
                break;
            case "a policy that lets the wrong ones in":
                foreach (var peer in Of("NetworkPolicy", "hazmattrack-tracker").Items("spec", "ingress").SelectMany(r => r.Items("from"))
                    .Where(p => p.Labels("podSelector", "matchLabels").GetValueOrDefault("app.kubernetes.io/component") == "web"))
                {
                    peer["podSelector"]!["matchLabels"]!["app.kubernetes.io/component"] = "gateway";
                }

                break;
            case "liveness that asks stores":
                Container("web")["livenessProbe"]!["httpGet"]!["path"] = "/healthz/ready";
                break;
            case "a budget for nobody":
                Of("PodDisruptionBudget", "hazmattrack-web")["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/component"] = "page";
                break;
            case "a user operator that knows no operators":
                ((JsonObject)Of("Kafka", "kafka")["spec"]!["entityOperator"]!).Remove("template");
                break;
            case "a user operator that knows operators by digits alone":
                Ignored()["value"] = "^[0-9A-H]{18}$";
                break;
            case "a user operator that leaves everybody":
                Ignored()["value"] = ".*";
                break;
            case "a user with the name of a secret":
                Of("KafkaUser", "hazmattrack-web")["metadata"]!["name"] = "hazmattrack-audit";
                break;
            case "mail servers with TLS from the beginning left out":
                foreach (var rule in Of("NetworkPolicy", "hazmattrack-web").Items("spec", "egress"))
                {
                    ((JsonArray)rule["ports"]!).RemoveAll(p => p.Text("port") == "465");
                }

                break;
            case "a mail server on another port":
                var settings = objects.OfKind("ConfigMap").Single()["data"]!;
                (settings["Mail__Host"], settings["Mail__Port"], settings["Mail__From"]) = ("smtp.example.cn", "2525", "alerts@example.cn");
                break;
            case "the authority of PostgreSQL elsewhere":
                Container("web").Items("volumeMounts").Single(m => m.Text("name") == "postgres")["mountPath"] = "/run/postgres";
                break;
            case "backups by default":
                ((JsonObject)Of("ScheduledBackup", "postgres-nightly")["spec"]!).Remove("method");
                break;
            case "no migration":
                ((JsonObject)Pod("web")).Remove("initContainers");
                break;
            case "a migration for another role":
                Migration("web")["args"]![2] = "hazmat";
                break;
            case "the owner's password in the program":
                ((JsonArray)Container("web")["volumeMounts"]!).Add(new JsonObject { ["name"] = "owner", ["mountPath"] = "/run/secrets/owner" });
                break;
            case "a migration as the program":
                Migration("web").Items("volumeMounts").Single(m => m.Text("name") == "owner")["name"] = "key-ring";
                break;
            case "a migration without the authority":
                ((JsonArray)Migration("web")["volumeMounts"]!).RemoveAll(m => m.Text("name") == "postgres");
                break;
            case "a migration that gains rights":
                Migration("web")["securityContext"]!["allowPrivilegeEscalation"] = true;
                break;
            case "a database that the program owns":
                Of("Cluster", "postgres")["spec"]!["bootstrap"]!["initdb"]!["owner"] = "hazmattrack";
                break;
            case "an owner that cannot give tables":
                Role("hazmattrack_owner").Remove("inRoles");
                break;
            case "a role without a password":
                Role("hazmattrack")["passwordSecret"]!["name"] = "postgres-password";
                break;
            default:
                throw new ArgumentException(mistake);
        }
    }
}
