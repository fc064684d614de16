using HazmatTrack.Access.Administration;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;
using HazmatTrack.Subscriptions.Mails;
using HazmatTrack.Subscriptions.Settings;

namespace HazmatTrack.Subscriptions.Administration;

/// <summary>Reads a subscription from a body, and shows one.</summary>
internal sealed class SubscriptionReader(RuleCatalog rules, SubscriptionOptions options, MailSender mails)
{
    private static readonly Dictionary<string, SubscriptionChannel> s_channels = new()
    {
        ["webhook"] = SubscriptionChannel.Webhook,
        ["mail"] = SubscriptionChannel.Mail,
    };

    /// <summary>Every fault is collected; what is returned may be used only where there is none.</summary>
    public Subscription Read(JsonBody body)
    {
        var channel = OneOf(body, "channel", body.RequiredText("channel"), s_channels);
        var terms = new Subscription
        {
            Name = body.RequiredText("name"),
            Channel = channel,
            Role = OneOf(body, "role", body.RequiredText("role"), AccessRights.Roles),
            Operator = body.OptionalText("operator")?.Trim(),
            Provinces = body.Texts("provinces", 31).Aggregate(default(ProvinceSet), (all, text) => all.With(body.Province("provinces", text))),
            Rules = [.. body.Texts("rules", rules.Ids.Count).Select(r => Known(body, r)).Distinct()],
            Severities = [.. body.Texts("severities", AlertNames.Severities.Count).Select(s => OneOf(body, "severities", s, AlertNames.Severities)).Distinct()],
            Targets = Targets(body, channel),
        };
        body.RefuseOthers();

        // What goes with a role is not known without one.
        var hasRole = !body.Faults.Has("role");
        foreach (var (field, why) in terms.Faults().Where(f => !body.Faults.Has(f.Field) && (hasRole || f.Field is not ("operator" or "provinces"))))
        {
            body.Faults.Add(field, FaultCode.Invalid, why);
        }

        return terms;
    }

    private string[] Targets(JsonBody body, SubscriptionChannel channel)
    {
        var (url, addresses) = (body.OptionalText("url")?.Trim(), body.Texts("addresses", Subscription.MostAddresses));
        return channel == SubscriptionChannel.Mail ? MailTargets(body, url, addresses) : WebhookTargets(body, url, addresses);
    }

    private string[] WebhookTargets(JsonBody body, string? url, IReadOnlyList<string> addresses)
    {
        if (addresses.Count > 0)
        {
            body.Faults.Add("addresses", FaultCode.NotApplicable, new("只有邮件订阅有邮件地址；请去掉。", "Only a subscription by mail has addresses; leave them out."));
        }

        if (WebhookAddress.TryParse(url, options.AllowHttp, options.ReadRanges(), out var address, out var why))
        {
            return [address.AbsoluteUri];
        }

        if (!body.Faults.Has("url"))
        {
            body.Faults.Add("url", url is null ? FaultCode.Required : FaultCode.Invalid, why);
        }

        return [];
    }

    private string[] MailTargets(JsonBody body, string? url, IReadOnlyList<string> addresses)
    {
        if (url is not null)
        {
            body.Faults.Add("url", FaultCode.NotApplicable, new("邮件订阅没有网址；请去掉。", "A subscription by mail has no address of a webhook; leave it out."));
        }

        if (!mails.IsSet)
        {
            body.Faults.Add("channel", FaultCode.NotApplicable, new("未设置邮件服务器（Mail:Host）。", "No mail server is set (Mail:Host)."));
        }

        foreach (var (i, address) in addresses.Index().Where(a => !MailAddresses.IsAddress(a.Item)))
        {
            body.Faults.Add($"addresses[{i}]", FaultCode.Invalid, new("应为 name@example.cn 这样的邮件地址。", "Expected a mail address such as name@example.cn."));
        }

        if (addresses.Count == 0 && !body.Faults.Has("addresses"))
        {
            body.Faults.Add("addresses", FaultCode.Required, new("至少一个邮件地址。", "At least one mail address."));
        }

        return [.. addresses.Distinct()];
    }

    private string Known(JsonBody body, string rule)
    {
        if (!rules.Ids.Contains(rule) && !body.Faults.Has("rules"))
        {
            var all = string.Join(", ", rules.Ids);
            body.Faults.Add("rules", FaultCode.Invalid, new($"应为以下之一：{all}。", $"Expected some of {all}."));
        }

        return rule;
    }

    private static T OneOf<T>(JsonBody body, string name, string word, IReadOnlyDictionary<string, T> known)
        where T : struct
    {
        if (known.TryGetValue(word, out var value))
        {
            return value;
        }

        if (!body.Faults.Has(name))
        {
            var all = string.Join(", ", known.Keys.Order(StringComparer.Ordinal));
            body.Faults.Add(name, FaultCode.Invalid, new($"应为以下之一：{all}。", $"Expected one of {all}."));
        }

        return default;
    }
}
