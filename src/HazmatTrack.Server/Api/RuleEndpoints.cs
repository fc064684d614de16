using HazmatTrack.Domain.Rules;
using HazmatTrack.Server.Alerts;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Api;

/// <summary>The rules over HTTP: what they find, by which numbers, and why they say it.</summary>
internal static class RuleEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/rules", List)
        .WithTags("Rules")
        .WithSummary("The rules that vehicles are judged by, with their parameters, reasons and texts")
        .Produces<IReadOnlyList<RuleView>>();

    private static IResult List(HttpRequest request, RuleCatalog catalog, RuleOptions options)
    {
        _ = new QueryReader(request.Query);
        return Results.Json([.. catalog.Definitions.Select(rule => Of(rule, options))], ViewJson.Wire.IReadOnlyListRuleView);
    }

    private static RuleView Of(RuleDefinition rule, RuleOptions options) => new(
        rule.Id,
        options.Rules.Find(rule.Id)?.Version ?? 1,
        Of(rule.Name),
        Of(rule.Description),
        rule.Source,
        Of(rule.Measured),
        Of(rule.Limit),
        [.. rule.Reasons.Select(reason => new RuleReasonView(reason.Code, Of(reason.Text)))],
        [.. rule.Parameters.Select(p => new RuleParameterView(p.Name, p.Unit, p.Default, p.Least, p.Most, Of(p.Meaning), p.Source))],
        [.. options.VersionsOf(rule.Id).Select(Of)],
        [.. InForce(options.Rules.Parameters.FirstOrDefault(p => p.Rule == rule.Id))]);

    private static IEnumerable<ParameterVersionView> InForce(ParameterRecord? record) => record is null or { Defaults.Count: 0 } ? [] : record.Versions.Select(version =>
    {
        var applied = record.Applied(version);
        var until = version.To.UnixMilliseconds == long.MaxValue ? (DateTimeOffset?)null : AlertViews.Of(version.To);
        return new ParameterVersionView(
            applied.Version, applied.From is { } from ? AlertViews.Of(from) : null, until, AlertViews.Of(applied.Province), version.Source, applied.Values);
    });

    private static RuleVersionView Of(ParameterVersion version) => new(
        version.From.UnixMilliseconds == long.MinValue ? null : AlertViews.Of(version.From),
        version.To.UnixMilliseconds == long.MaxValue ? null : AlertViews.Of(version.To),
        version.Province.IsKnown ? version.Province.ToString() : null,
        version.Source,
        new(version.Values));

    private static Dictionary<string, string> Of(LocalText text) => new() { ["zh-CN"] = text.Chinese, ["en"] = text.English };

    private static Dictionary<string, string>? Of(LocalText? text) => text is { } known ? Of(known) : null;
}
