using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>What the program needs of others by its settings: the authority it knows them by, a way out to them, and rights that nobody takes away.</summary>
internal static class ConnectionPolicies
{
    /// <summary>Two names of the form of a unified social credit code (GB 32100-2015), which together have every character that one may have.</summary>
    private static readonly string[] s_codes = ["0123456789ABCDEFGH", "JKLMNPQRTUWXY01234"];

    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects, JsonObject workload, JsonObject container, AllSettings settings) =>
    [
        .. Authority(workload, container, settings),
        .. Mail(objects, workload, settings),
        .. OperatorRights(objects, settings),
    ];

    private static IEnumerable<string> Authority(JsonObject workload, JsonObject container, AllSettings settings)
    {
        if (settings.Postgres.ConnectionString == "")
        {
            yield break;
        }

        var connection = new DbConnectionStringBuilder { ConnectionString = settings.Postgres.ConnectionString };
        if (!connection.TryGetValue("SSL Mode", out var mode) || (string)mode != "VerifyFull")
        {
            yield return "it does not verify who answers as PostgreSQL (SSL Mode)";
        }

        if (!connection.TryGetValue("Root Certificate", out var authority)
            || !container.SecretFiles(workload.At("spec", "template", "spec")).Contains((string)authority))
        {
            yield return $"the authority of PostgreSQL ({authority}) is not mounted";
        }
    }

    /// <summary>Where no mail server is set, either way to encrypt may be: STARTTLS on 587, or TLS from the beginning on 465 (RFC 8314).</summary>
    private static IEnumerable<string> Mail(IReadOnlyList<JsonObject> objects, JsonObject workload, AllSettings settings)
    {
        if (!settings.Server.Is(ServerRoles.Web) || settings.Postgres.ConnectionString == "")
        {
            yield break;
        }

        var labels = workload.Labels("spec", "template", "metadata", "labels");
        var open = objects.OfKind("NetworkPolicy").Where(p => p.Labels("spec", "podSelector", "matchLabels").Matches(labels))
            .SelectMany(p => p.Items("spec", "egress")).Where(r => r.At("to") is null)
            .SelectMany(r => r.Items("ports")).Select(p => p.Text("port")).ToHashSet();
        foreach (var port in (settings.Mail.IsSet ? new[] { settings.Mail.Port } : [465, 587]).Select(p => p.ToString(CultureInfo.InvariantCulture))
            .Where(p => !open.Contains(p)))
        {
            yield return $"no policy lets it out to port {port} of a mail server";
        }
    }

    private static IEnumerable<string> OperatorRights(IReadOnlyList<JsonObject> objects, AllSettings settings)
    {
        if (!settings.Server.Is(ServerRoles.Gateway) || !settings.Operators.Topics || settings.Operators.Principal == "")
        {
            yield break;
        }

        var form = settings.Operators.Principal[(settings.Operators.Principal.IndexOf(':', StringComparison.Ordinal) + 1)..];
        foreach (var kafka in objects.OfKind("Kafka").Where(k => k.At("spec", "entityOperator", "userOperator") is not null))
        {
            var pattern = kafka.Items("spec", "entityOperator", "template", "userOperatorContainer", "env")
                .FirstOrDefault(v => v.Text("name") == "STRIMZI_IGNORED_USERS_PATTERN").Text("value");
            if (s_codes.Select(c => form.Replace("{code}", c, StringComparison.Ordinal))
                .FirstOrDefault(n => pattern is null || Regex.Match(n, pattern).Value != n) is { } taken)
            {
                yield return $"{kafka.Title()}: its user operator takes from operators the rights that Operators:Topics gives them, such as from {taken}";
            }

            foreach (var user in objects.OfKind("KafkaUser").Where(u => pattern is not null && Regex.IsMatch(u.Name(), pattern)))
            {
                yield return $"{user.Title()}: the user operator would leave its rights when it is deleted";
            }
        }
    }
}
