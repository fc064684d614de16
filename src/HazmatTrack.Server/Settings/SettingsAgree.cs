using HazmatTrack.Access.Providers;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
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
    public static IEnumerable<LocalText> Faults(AllSettings all, bool isToStart)
    {
        var maxAge = Span($"{IngestOptions.Section}:{nameof(IngestOptions.MaxAge)}", all.Ingest.MaxAge);
        List<LocalText?> faults =
        [
            AtLeast(
                Span($"History:{nameof(HistoryOptions.Keep)}", all.History.Keep),
                maxAge,
                new(
                    "仍予接收的上报会因此前的定位已被删除而无从研判",
                    "a report that is still taken would be judged without the positions before it, which are removed")),
            AtLeast(
                Span($"{AlertsOptions.Section}:{nameof(AlertsOptions.Keep)}", all.Alerts.Keep),
                maxAge,
                new("仍予接收的上报会再次产生已删除的告警", "a report that is still taken would raise an alert again that was removed")),
            AtLeast(
                Span($"Registry:{nameof(RegistryOptions.KeepEndedFor)}", all.Registry.KeepEndedFor),
                maxAge,
                new("迟到的上报会在没有当时通行证的情况下研判", "a report that comes late would be judged without the permits of its time")),
            AtLeast(
                Span($"Registry:{nameof(RegistryOptions.StaleAfter)}", all.Registry.StaleAfter),
                Span($"Registry:{nameof(RegistryOptions.PollInterval)}", all.Registry.PollInterval),
                new("两次读取登记簿之间，证件就会被视为过期", "the documents would count as out of date between two looks at the registry")),
            AtLeast(
                Span($"{AlertsOptions.Section}:{nameof(AlertsOptions.RelayLease)}", all.Alerts.RelayLease),
                Span($"{AlertsOptions.Section}:{nameof(AlertsOptions.Poll)}", all.Alerts.Poll),
                new("两次读取事件之间，转发权就会失效", "the right to relay would end between two looks at the events"),
                times: 2),
        ];
        if (all.Demo is { Enabled: not false, Speed: > 1 })
        {
            faults.Add(AtLeast(
                maxAge,
                Span($"{DemoOptions.Section}:{nameof(DemoOptions.Since)}", all.Demo.Since),
                new("演示的首批上报会因过旧而被拒", "the first reports of the demo would be refused for their age")));
        }

        if (all.Server.ReadRoles() is var roles && roles != ServerRoles.All)
        {
            var names = RolesAttribute.ToText(roles);
            faults.AddRange(NotShared(all, roles).Select(s => (LocalText?)new LocalText(
                $"未设 {s}，而 Server:Roles 为 {names}：其他职责的进程要用同一个，因此不能内嵌于本进程。",
                $"{s} is not set, and Server:Roles is {names}: processes of other roles need the same, so that it cannot be embedded in this one.")));
            if (all.Demo.Enabled == true && !roles.HasFlag(ServerRoles.Web))
            {
                faults.Add(new(
                    $"Demo:Enabled 为 true，而 Server:Roles 为 {names}：演示车辆在承担 web 职责的进程中行驶。",
                    $"Demo:Enabled is true, and Server:Roles is {names}: the trucks of the demo drive in a process with the role web."));
            }
        }

        if (all.Operators.Topics)
        {
            // The topic of positions would be forwarded into itself, without end.
            var prefix = all.Operators.TopicPrefix;
            string[] topics = [all.PositionTopics.Topic, all.PositionTopics.DeadLetterTopic, all.Alerts.Topic, all.Audit.Topic];
            faults.AddRange(topics.Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).Select(t => (LocalText?)new LocalText(
                $"Operators:TopicPrefix（{prefix}）也是主题 {t} 的开头，而该主题不属于任何企业。请换一个前缀。",
                $"Operators:TopicPrefix ({prefix}) is also the beginning of topic {t}, which is no operator's. Choose another prefix.")));
        }

        if (all.Kafka.EmbeddedPort != 0 && all.Kafka.BootstrapServers != "")
        {
            faults.Add(new(
                $"Kafka:EmbeddedPort：这是内嵌 Kafka 的端口，而 Kafka:BootstrapServers 指定了别的（{all.Kafka.BootstrapServers}）。请去掉其中之一。",
                $"Kafka:EmbeddedPort: It is the port of the embedded broker, and Kafka:BootstrapServers names others ({all.Kafka.BootstrapServers}). Leave one of the two out."));
        }

        faults.AddRange(Providers(all.SignIn).Select(f => (LocalText?)f));
        faults.AddRange((isToStart ? ProductionGuard.Faults(all) : []).Select(f => (LocalText?)f));
        return faults.OfType<LocalText>();
    }

    /// <summary>What is wrong with identity providers.</summary>
    private static IEnumerable<LocalText> Providers(IReadOnlyDictionary<string, ProviderOptions> providers)
    {
        foreach (var same in providers.GroupBy(p => p.Value.Authority.TrimEnd('/'), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            var names = same.Select(p => $"SignIn:{p.Key}:Authority").ToList();
            yield return new(
                $"{string.Join(" 与 ", names)} 是同一地址（{same.Key}），令牌无法说明属于哪一个。请只留一个。",
                $"{string.Join(" and ", names)} are one address ({same.Key}), and no token says which is meant. Leave one.");
        }

        foreach (var (name, provider) in providers)
        {
            if (provider.OnlyRoles.Length == 0 && (providers.Count > 1 || provider.OnlyProvinces.Length > 0 || provider.OnlyOperators.Length > 0))
            {
                yield return new(
                    $"未设 SignIn:{name}:OnlyRoles：该提供方可以给出系统管理员和审计员。请列出它可以给出的角色。",
                    $"SignIn:{name}:OnlyRoles is not set: this provider could make administrators and auditors. List the roles that it may give.");
            }

            foreach (var code in provider.OnlyOperators.Where(c => !SubjectKeys.TryParse(DocumentBinding.Operator, c, out _)))
            {
                yield return new(
                    $"SignIn:{name}:OnlyOperators：'{code}' 不是统一社会信用代码（GB 32100-2015）。",
                    $"SignIn:{name}:OnlyOperators: '{code}' is not a unified social credit code (GB 32100-2015).");
            }

            foreach (var role in provider.OnlyRoles.Where(r => !AccessRights.Roles.ContainsKey(r)))
            {
                yield return new(
                    $"SignIn:{name}:OnlyRoles：没有角色 '{role}'。可用的有 {string.Join("、", AccessRights.Roles.Keys)}。",
                    $"SignIn:{name}:OnlyRoles: '{role}' is no role. There are {string.Join(", ", AccessRights.Roles.Keys)}.");
            }

            foreach (var code in provider.OnlyProvinces.Where(c => !ProvinceCode.TryParse(c, out _)))
            {
                yield return new(
                    $"SignIn:{name}:OnlyProvinces：'{code}' 不是省级行政区划代码，如 310000。",
                    $"SignIn:{name}:OnlyProvinces: '{code}' is not the code of a province, such as 310000.");
            }
        }
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

    private static LocalText? AtLeast((string Name, TimeSpan Value) longer, (string Name, TimeSpan Value) shorter, LocalText otherwise, int times = 1) =>
        longer.Value >= shorter.Value * times
            ? null
            : new(
                $"{longer.Name}（{longer.Value}）短于 {shorter.Name}（{shorter.Value}）{(times == 2 ? "的两倍" : "")}：{otherwise.Chinese}。请增大 {longer.Name} 或减小 {shorter.Name}。",
                $"{longer.Name} ({longer.Value}) is shorter than {(times == 2 ? "twice " : "")}{shorter.Name} ({shorter.Value}): {otherwise.English}. Raise {longer.Name} or lower {shorter.Name}.");
}
