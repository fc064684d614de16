using System.Text.Json.Nodes;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.History.Presences;
using HazmatTrack.Web.Quality;
using HazmatTrack.Web.Registry;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.OpenApi;

/// <summary>Texts that have a closed list of values, as types of the OpenAPI document; each is defined once and referred to.</summary>
internal static class TypedValues
{
    /// <summary>The type, its values, and the members that have it; a member that ends in [] is a list of it.</summary>
    private static readonly (string Type, string About, IEnumerable<string> Values, string[] Members)[] s_types =
    [
        (
            "Severity", "The severity of an alert, from notice to red.", AlertNames.Severities.Keys,
            ["AlertView.severity", "AlertHistoryView.severity", "GravestOpenView.severity", "SubscriptionView.severities[]", "SubscriptionBody.severities[]"]),
        ("AlertStatus", "The status of an alert.", AlertNames.Statuses.Keys, ["AlertView.status", "AlertHistoryView.status"]),
        (
            "AlertEventType", "What happened to an alert.", Enum.GetValues<AlertEventKind>().Select(AlertNames.ToName),
            ["AlertEventView.type", "AlertHistoryView.type"]),
        (
            "ChangeCause", "Why an alert changed, where neither a report in order nor a person was the cause.",
            Enum.GetValues<ChangeCause>().Select(AlertNames.ToName).OfType<string>(), ["AlertEventView.cause", "AlertHistoryView.cause"]),
        ("HandlingAction", "A step of handling.", Enum.GetValues<HandlingAction>().Select(AlertNames.ToName), ["HandlingView.action"]),
        ("CrossingKind", "The kind of a crossing, as seen from the delta.", Enum.GetValues<CrossingKind>().Select(AlertNames.ToName), ["CrossingView.kind"]),
        ("GapReason", "Why the stream cannot continue after the event that the client named.", GapReason.All.Select(r => r.Name), ["StreamGapView.reason"]),
        (
            "DocumentStatus", "The status of a document now.", ["valid", "notYetValid", "expired", "withdrawn"],
            ["PermitStatusView.status", "RouteStatusView.status", "DocumentStatusView.status"]),
        (
            "DocumentBinding", "Whom a kind of document is for.",
            Enum.GetValues<DocumentBinding>().Select(DocumentKindEndpoints.BindingName), ["DocumentKindView.binding"]),
        ("FieldType", "The JSON type of a field.", ["string", "number", "boolean", "array", "object"], ["DocumentFieldView.type"]),
        ("JudgingState", "Whether a vehicle is evaluated.", ["judged", "faulted", "quarantined"], ["JudgingView.state"]),
        ("QualityStatus", "How far the reports of a vehicle can be trusted.", ["good", "suspect", "refused"], ["QualityView.status"]),
        (
            "QualityCode", "What was found in reports, or why they were refused.",
            QualityKinds.Findings.Select(k => k.Code).Concat(RejectReasons.All.Select(r => r.Code())).Distinct(), ["QualityItemView.code"]),
        (
            "SpeedScale", "The unit or factor of a speed.",
            Enum.GetValues<SpeedScale>().Select(QualityReading.ScaleOf).OfType<string>(), ["QualityItemView.scale"]),
        (
            "RejectReason", "Why a position is rejected.", RejectReasons.All.Select(r => r.Code()),
            ["RejectedItem.code", "DeadLetterView.reason", "DeadLetterCountView.reason"]),
        ("PassEntry", "How a pass begins.", Enum.GetValues<PassEnd>().Select(PresenceFormat.EntryName), ["PresenceView.entry"]),
        ("PassExit", "How a pass ends.", Enum.GetValues<PassEnd>().Select(PresenceFormat.ExitName), ["PresenceView.exit"]),
        (
            "PassCertainty", "How sure it is that the vehicle was there.", Enum.GetValues<PassCertainty>().Select(PresenceFormat.CertaintyName),
            ["PresenceView.certainty"]),
        ("PartitionState", "Whether the vehicles of a partition are where they belong.", ["settled", "draining", "waiting", "orphaned"], ["PartitionView.state"]),
        (
            "Role", "The duty of a person or program.", AccessRights.Roles.Keys.Order(StringComparer.Ordinal),
            ["SessionView.roles[]", "DemoPersonView.role", "KeyView.roles[]", "KeyBody.role", "SubscriptionView.role", "SubscriptionBody.role"]),
        (
            "AccessAction", "What somebody may do. A key is given some of what its role may.", AccessRights.Actions.Keys.Order(StringComparer.Ordinal),
            ["SessionView.actions[]", "KeyView.actions[]", "KeyBody.actions[]"]),
        ("SubscriptionChannel", "How a subscription is told.", ["webhook", "mail"], ["SubscriptionView.channel", "SubscriptionBody.channel"]),
        ("AlarmName", "An alarm bit (JT/T 808-2019 table 24).", AlarmNames.All, ["FixView.alarms[]", "TrackPointView.alarms[]"]),
    ];

    public static void Apply(OpenApiDocument document)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        foreach (var (type, about, values, members) in s_types)
        {
            foreach (var member in members)
            {
                var (component, name, isList) = Cut(member);
                if (schemas.TryGetValue(component, out var owner) && owner.Properties?.TryGetValue(name, out var old) == true)
                {
                    var reference = ErrorSchemas.Component(document, type, () => new()
                    {
                        Type = JsonSchemaType.String,
                        Description = about,
                        Enum = [.. values.Select(v => (JsonNode)v)],
                    });
                    if (isList)
                    {
                        ((OpenApiSchema)old).Items = reference;
                    }
                    else
                    {
                        owner.Properties[name] = Instead(old, reference);
                    }
                }
            }
        }

        foreach (var component in schemas.Values.ToList())
        {
            TypeTexts(document, component);
        }
    }

    /// <summary>Texts by language have both languages.</summary>
    private static void TypeTexts(OpenApiDocument document, IOpenApiSchema component)
    {
        foreach (var (name, property) in component.Properties?.ToList() ?? [])
        {
            if (property.AdditionalProperties is { Type: JsonSchemaType.String })
            {
                var reference = ErrorSchemas.Component(document, "LocalText", () => new()
                {
                    Type = JsonSchemaType.Object,
                    Description = "A text in both languages.",
                    Required = new HashSet<string> { "zh-CN", "en" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["zh-CN"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["en"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                });
                component.Properties![name] = Instead(property, reference);
            }
        }
    }

    /// <summary>A reference to a type in place of a schema, with its description, and null where that could be.</summary>
    private static IOpenApiSchema Instead(IOpenApiSchema old, OpenApiSchemaReference type)
    {
        if (old.Type?.HasFlag(JsonSchemaType.Null) == true)
        {
            return new OpenApiSchema { Description = old.Description, OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, type] };
        }

        type.Description = old.Description;
        return type;
    }

    private static (string Component, string Name, bool IsList) Cut(string member)
    {
        var isList = member.EndsWith("[]", StringComparison.Ordinal);
        var dot = member.IndexOf('.', StringComparison.Ordinal);
        return (member[..dot], member[(dot + 1)..^(isList ? 2 : 0)], isList);
    }
}
