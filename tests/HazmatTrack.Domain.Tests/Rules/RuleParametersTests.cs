using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Domain.Tests.Rules;

/// <summary>What holds of a rule's parameters at an event time in a province.</summary>
public sealed class RuleParametersTests
{
    private static readonly ParameterVersion s_march = new() { From = Some.At("03:00"), Values = new Dictionary<string, double> { ["ConfirmFixes"] = 5 } };

    [Fact]
    public void An_event_is_judged_by_what_was_in_force_when_it_happened()
    {
        var book = Read(s_march, new() { From = Some.At("06:00"), To = Some.At("09:00"), Values = new Dictionary<string, double> { ["ConfirmFixes"] = 7 } });
        Assert.Equal([3, 5, 7, 5], new[] { "02:59:59", "03:00", "08:59:59", "09:00" }.Select(at => book.At(Some.At(at), ProvinceCode.Jiangsu).ConfirmFixes));
    }

    [Fact]
    public void A_province_may_have_its_own_and_takes_the_rest_from_what_holds_everywhere()
    {
        var own = new Dictionary<string, double> { ["ReturnFixes"] = 9 };
        var book = Read(s_march, new() { From = Some.At("04:00"), Province = ProvinceCode.Shanghai, Values = own });
        Assert.Equal((5, 9), Numbers(book.At(Some.At("04:00"), ProvinceCode.Shanghai)));
        Assert.Equal((5, 2), Numbers(book.At(Some.At("04:00"), ProvinceCode.Jiangsu)));
        Assert.Equal((5, 2), Numbers(book.At(Some.At("03:59"), ProvinceCode.Shanghai)));

        static (int, int) Numbers(RouteRuleSettings settings) => (settings.ConfirmFixes, settings.ReturnFixes);
    }

    [Theory]
    [InlineData("ConfirmFixes", 0)]
    [InlineData("ConfirmFixes", 2.5)]
    [InlineData("UncertaintyMetres", double.NaN)]
    [InlineData("Colour", 1)]
    public void What_a_rule_does_not_have_or_cannot_use_is_refused(string name, double value) =>
        Assert.Throws<ArgumentException>(() => Read(new ParameterVersion { Values = new Dictionary<string, double> { [name] = value } }));

    [Fact]
    public void An_episode_is_judged_to_its_end_by_what_was_in_force_when_it_began()
    {
        // One fix in the corridor is a return from 12:00:25 on; the truck left before.
        var parameters = new RuleParameters(
            RouteRuleDefinition.Definition, [new() { From = Some.At("12:00:25"), Values = new Dictionary<string, double> { ["ReturnFixes"] = 1 } }]);
        var rule = new RouteRule(parameters);
        var (store, findings) = (new EpisodeStore(), new FindingSet());
        Domain.Tracks.TrackPoint? before = null;
        foreach (var (time, north) in new[] { ("12:00:00", 0), ("12:00:10", 900), ("12:00:15", 900), ("12:00:20", 900), ("12:00:30", 0) })
        {
            var fix = Some.Fix(Some.At(time), Routes.Drive.North(north));
            rule.Judge(
                new(store, rule.Id),
                new RuleStep
                {
                    Previous = before,
                    Current = fix,
                    Province = ProvinceCode.Jiangsu,
                    Crossings = [],
                    Documents = VehicleDocuments.From(Routes.Drive.Route("R1", "00:00", "23:00")),
                },
                findings);
            before = fix;
        }

        Assert.Null(Assert.Single(findings.Findings).End);
        Assert.False(store.IsEmpty);
    }

    private static RuleParameters<RouteRuleSettings> Read(params ParameterVersion[] versions) =>
        new RuleParameters(RouteRuleDefinition.Definition, versions).As(RouteRuleDefinition.Read);
}
