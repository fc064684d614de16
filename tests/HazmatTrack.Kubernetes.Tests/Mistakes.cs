using System.Text.Json.Nodes;

namespace HazmatTrack.Kubernetes.Tests;

/// <summary>Mistakes by their names, each made in the objects of the overlay of a province.</summary>
internal static class Mistakes
{
    public static void Plant(string mistake, List<JsonObject> objects)
    {
        JsonObject Of(string kind, string name) => objects.OfKind(kind).Single(o => o.Name() == name);
        JsonNode Pod(string role) => Of("Deployment", $"hazmattrack-{role}").At("spec", "template", "spec")!;
        JsonObject Container(string role) => Pod(role).Items("containers").Single();
        JsonObject Migration(string role) => Pod(role).Items("initContainers").Single();
        JsonObject Role(string name) => Of("Cluster", "postgres").Items("spec", "managed", "roles").Single(r => r.Text("name") == name);
        JsonObject Ignored() => Of("Kafka", "kafka").Items("spec", "entityOperator", "template", "userOperatorContainer", "env").Single();
        JsonObject BackupSecret(string of) => (JsonObject)Of("Cluster", "postgres").At("spec", "backup", "barmanObjectStore", "s3Credentials", of)!;
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
            case "a role by a secret that nobody labels":
                Role("hazmattrack")["passwordSecret"]!["name"] = "hazmattrack-outside";
                break;
            case "backups by a secret that nobody labels":
                BackupSecret("secretAccessKey")["name"] = "hazmattrack-outside";
                break;
            case "backups by a key that the secret does not have":
                BackupSecret("secretAccessKey")["key"] = "secret";
                break;
            case "fewer connections than processes may open":
                Of("Cluster", "postgres").At("spec", "postgresql", "parameters")!["max_connections"] = "600";
                break;
            case "more processes than there are connections for":
                Of("HorizontalPodAutoscaler", "hazmattrack-web")["spec"]!["maxReplicas"] = 10;
                break;
            case "a role that nobody scrapes":
                ((JsonObject)Of("Deployment", "hazmattrack-web").At("spec", "template", "metadata", "labels")!)["app.kubernetes.io/name"] = "web";
                break;
            case "a slower scrape":
                Of("PodMonitor", "hazmattrack").Items("spec", "podMetricsEndpoints").Single()["interval"] = "60s";
                break;
            case "another job":
                Of("PodMonitor", "hazmattrack").Items("spec", "podMetricsEndpoints").Single().Items("relabelings")
                    .Single(r => r.Text("targetLabel") == "job")["replacement"] = "pods";
                break;
            case "no alarms":
                objects.RemoveAll(o => o.Kind() == "PrometheusRule");
                break;
            case "an alarm that was changed in place":
                Of("PrometheusRule", "hazmattrack-stores").Items("spec", "groups").Single().Items("rules").First()["for"] = "20m";
                break;
            default:
                throw new ArgumentException(mistake);
        }
    }
}
