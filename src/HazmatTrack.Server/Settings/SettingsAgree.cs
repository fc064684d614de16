using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Server.Demo;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Settings;

/// <summary>Checks settings that are valid each by itself but invalid together.</summary>
internal static class SettingsAgree
{
    /// <summary>One line for each pair that conflicts, with both names and values.</summary>
    /// <param name="isToStart">Whether a program is to start with them, which <see cref="ProductionGuard"/> refuses where they are not safe.</param>
    public static IEnumerable<string> Faults(AllSettings all, bool isToStart)
    {
        var maxAge = Span($"{IngestOptions.Section}:{nameof(IngestOptions.MaxAge)}", all.Ingest.MaxAge);
        List<string?> faults =
        [
            AtLeast(
                Span($"History:{nameof(HistoryOptions.Keep)}", all.History.Keep),
                maxAge,
                "a report that is still taken would be judged without the positions before it, which are removed"),
            AtLeast(
                Span($"{AlertsOptions.Section}:{nameof(AlertsOptions.Keep)}", all.Alerts.Keep),
                maxAge,
                "a report that is still taken would raise an alert again that was removed"),
            AtLeast(
                Span($"Registry:{nameof(RegistryOptions.KeepEndedFor)}", all.Registry.KeepEndedFor),
                maxAge,
                "a report that comes late would be judged without the permits of its time"),
            AtLeast(
                Span($"Registry:{nameof(RegistryOptions.StaleAfter)}", all.Registry.StaleAfter),
                Span($"Registry:{nameof(RegistryOptions.PollInterval)}", all.Registry.PollInterval),
                "the documents would count as out of date between two looks at the registry"),
            AtLeast(
                Span($"{AlertsOptions.Section}:{nameof(AlertsOptions.RelayLease)}", all.Alerts.RelayLease),
                Span($"{AlertsOptions.Section}:{nameof(AlertsOptions.Poll)}", all.Alerts.Poll),
                "the right to relay would end between two looks at the events",
                times: 2),
        ];
        if (all.Demo is { Enabled: not false, Speed: > 1 })
        {
            faults.Add(AtLeast(
                maxAge, Span($"{DemoOptions.Section}:{nameof(DemoOptions.Since)}", all.Demo.Since), "the first reports of the demo would be refused for their age"));
        }

        if (all.Server.ReadRoles() is var roles && roles != ServerRoles.All)
        {
            faults.AddRange(NotShared(all, roles).Select(
                s => $"{s} is not set, and Server:Roles is {RolesAttribute.ToText(roles)}: processes of other roles need the same, so that it cannot be embedded in this one."));
            if (all.Demo.Enabled == true && !roles.HasFlag(ServerRoles.Web))
            {
                faults.Add($"Demo:Enabled is true, and Server:Roles is {RolesAttribute.ToText(roles)}: the trucks of the demo drive in a process with the role web.");
            }
        }

        if (all.Operators.Topics)
        {
            // The topic of positions would be forwarded into itself, without end.
            var prefix = all.Operators.TopicPrefix;
            string[] topics = [all.PositionTopics.Topic, all.PositionTopics.DeadLetterTopic, all.Alerts.Topic, all.Audit.Topic];
            faults.AddRange(topics.Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).Select(
                t => $"Operators:TopicPrefix ({prefix}) is also the beginning of topic {t}, which is no operator's. Choose another prefix."));
        }

        faults.AddRange(all.SignIn.GroupBy(p => p.Value.Authority.TrimEnd('/'), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(
            g => $"{string.Join(" and ", g.Select(p => $"SignIn:{p.Key}:Authority"))} are one address ({g.Key}), and no token says which is meant. Leave one."));
        faults.AddRange(all.SignIn.Where(p => p.Value.OnlyRoles.Length == 0
            && (all.SignIn.Count > 1 || p.Value.OnlyProvinces.Length > 0 || p.Value.OnlyOperators.Length > 0)).Select(
                p => $"SignIn:{p.Key}:OnlyRoles is not set: this provider could make administrators and auditors. List the roles that it may give."));
        faults.AddRange(all.SignIn.SelectMany(p => p.Value.OnlyOperators.Where(c => !SubjectKeys.TryParse(DocumentBinding.Operator, c, out _)).Select(
            c => $"SignIn:{p.Key}:OnlyOperators: '{c}' is not a unified social credit code (GB 32100-2015).")));
        faults.AddRange(all.SignIn.SelectMany(
            p => p.Value.OnlyRoles.Where(r => !AccessRights.Roles.ContainsKey(r)).Select(
                r => $"SignIn:{p.Key}:OnlyRoles: '{r}' is no role. There are {string.Join(", ", AccessRights.Roles.Keys)}.")
            .Concat(p.Value.OnlyProvinces.Where(c => !ProvinceCode.TryParse(c, out _)).Select(
                c => $"SignIn:{p.Key}:OnlyProvinces: '{c}' is not the code of a province, such as 310000."))));
        faults.AddRange(isToStart ? ProductionGuard.Faults(all) : []);
        return faults.OfType<string>();
    }

    /// <summary>The settings of servers that processes of some roles share, and which are not set.</summary>
    private static IEnumerable<string> NotShared(AllSettings all, ServerRoles roles)
    {
        if (all.Kafka.BootstrapServers == "")
        {
            yield return "Kafka:BootstrapServers";
        }

        if (all.Postgres.ConnectionString == "")
        {
            yield return "Postgres:ConnectionString";
        }

        if (all.Redis.ConnectionString == "" && roles != ServerRoles.Gateway)
        {
            yield return "Redis:ConnectionString";
        }
    }

    private static (string Name, TimeSpan Value) Span(string name, TimeSpan value) => (name, value);

    private static string? AtLeast((string Name, TimeSpan Value) longer, (string Name, TimeSpan Value) shorter, string otherwise, int times = 1) =>
        longer.Value >= shorter.Value * times
            ? null
            : $"{longer.Name} ({longer.Value}) is shorter than {(times == 2 ? "twice " : "")}{shorter.Name} ({shorter.Value}): {otherwise}. Raise {longer.Name} or lower {shorter.Name}.";
}
