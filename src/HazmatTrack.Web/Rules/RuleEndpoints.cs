using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Web.Views;

namespace HazmatTrack.Web.Rules;

/// <summary>The endpoints for the rules: their findings, parameters and reasons.</summary>
internal static class RuleEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/rules", List)
        .Requires(AccessAction.ReadReference)
        .WithTags("Rules")
        .Describe(
            "listRules",
            "The rules that vehicles are evaluated by, with their parameters, reasons and texts",
            "versions are the configured ones; parameterVersions are all that apply, in the order in which they are looked up, and are what alerts name.")
        .Produces<IReadOnlyList<RuleView>>()
        .Fails(ProblemCode.BadInput);

    private static IResult List(HttpRequest request, RuleCatalog catalog, RuleOptions options)
    {
        new QueryReader(request.Query).ThrowIfInvalid();
        return Results.Json([.. catalog.Definitions.Select(rule => ToView(rule, options))], ViewJson.Wire.IReadOnlyListRuleView);
    }

    private static RuleView ToView(RuleDefinition rule, RuleOptions options) => new(
        rule.Id,
        options.Rules.Find(rule.Id)?.Version ?? 1,
        ToTexts(rule.Texts.Name),
        ToTexts(rule.Texts.Description),
        rule.Source,
        ToView(rule.Texts.Measured),
        ToView(rule.Texts.Limit),
        [.. rule.Texts.Reasons.Select(reason => new RuleReasonView(reason.Code, ToTexts(reason.Text)))],
        [.. rule.Parameters.Select(p => new RuleParameterView(p.Name, p.Unit, p.Default, p.Least, p.Most, ToTexts(p.Meaning), p.Source))],
        [.. options.VersionsOf(rule.Id).Select(ToView)],
        [.. InForce(options.Rules.Parameters.FirstOrDefault(p => p.Rule == rule.Id))]);

    private static IEnumerable<ParameterVersionView> InForce(ParameterRecord? record) =>
        record is null or { Defaults.Count: 0 } ? [] : record.Versions.Select(version =>
    {
        var applied = record.Applied(version);
        var until = version.To.UnixMilliseconds == long.MaxValue ? (Instant?)null : version.To;
        return new ParameterVersionView(
            applied.Version, applied.From is { } from ? from : null, until, AlertViews.ToCode(applied.Province), version.Source, applied.Values);
    });

    private static RuleVersionView ToView(ParameterVersion version) => new(
        version.From.UnixMilliseconds == long.MinValue ? null : version.From,
        version.To.UnixMilliseconds == long.MaxValue ? null : version.To,
        version.Province.IsKnown ? version.Province.ToString() : null,
        version.Source,
        new(version.Values));

    private static Dictionary<string, string> ToTexts(LocalText text) => new() { ["zh-CN"] = text.Chinese, ["en"] = text.English };

    private static Dictionary<string, string>? ToView(LocalText? text) => text is { } known ? ToTexts(known) : null;
}
