using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Domain.Tests.Rules;

/// <summary>From when on other parameters judge otherwise, by what was recorded of those before.</summary>
public sealed class ParameterRecordTests
{
    private static readonly Instant s_always = new(long.MinValue);

    [Fact]
    public void Nothing_differs_from_what_was_recorded_of_the_same_settings()
    {
        var record = Of(Version("03:00", 5), Version("06:00", 7) with { To = Some.At("09:00"), Province = ProvinceCode.Shanghai }, Version(null, 4));
        var read = Read(record);
        Assert.Equal((record.Text, record.Version), (read.Text, read.Version));
        Assert.Empty(read.DifferencesTo(record));
    }

    [Fact]
    public void A_limit_corrected_for_the_past_differs_from_the_instant_it_came_into_force() =>
        Assert.Equal([new("off-route", default, Some.At("03:00"))], Of(Version("03:00", 5)).DifferencesTo(Of(Version("03:00", 6))));

    [Fact]
    public void A_version_that_is_added_or_withdrawn_differs_from_its_beginning_and_one_that_is_cut_short_from_its_new_end()
    {
        var (none, some) = (Of(), Of(Version("03:00", 5)));
        Assert.Equal([new("off-route", default, Some.At("03:00"))], none.DifferencesTo(some));
        Assert.Equal([new("off-route", default, Some.At("03:00"))], some.DifferencesTo(none));
        Assert.Equal([new("off-route", default, Some.At("08:00"))], some.DifferencesTo(Of(Version("03:00", 5) with { To = Some.At("08:00") })));
    }

    [Fact]
    public void A_version_for_a_province_differs_there_alone() => Assert.Equal(
        [new("off-route", ProvinceCode.Shanghai, Some.At("03:00"))],
        Of().DifferencesTo(Of(Version("03:00", 5) with { Province = ProvinceCode.Shanghai })));

    [Fact]
    public void Values_that_are_written_otherwise_and_say_the_same_do_not_differ()
    {
        var inOne = Of(Version("03:00", 5));
        Assert.Empty(inOne.DifferencesTo(Of(Version("03:00", 5) with { To = Some.At("06:00") }, Version("06:00", 5))));
        Assert.Empty(inOne.DifferencesTo(Of(Version("03:00", 5) with { Source = "沪交危〔2026〕7 号" })));
        Assert.Empty(Of().DifferencesTo(Of(Version("03:00", 3))));
    }

    [Fact]
    public void Other_defaults_of_a_new_program_differ_always_and_only_where_nothing_is_set()
    {
        Assert.Equal([new("off-route", default, s_always)], Of().DifferencesTo(WithDefault(4)));
        Assert.Equal([new("off-route", default, s_always)], Of(Version("03:00", 5)).DifferencesTo(WithDefault(4, Version("03:00", 5))));
        Assert.Empty(Of(Version(null, 5)).DifferencesTo(WithDefault(4, Version(null, 5))));
    }

    [Fact]
    public void A_number_that_a_program_makes_settable_was_its_default_before()
    {
        Assert.Empty(Without().DifferencesTo(Of()));
        Assert.Empty(Of().DifferencesTo(Without()));
        Assert.Equal([new("off-route", default, Some.At("03:00"))], Without().DifferencesTo(Of(Version("03:00", 5))));
        Assert.Equal([new("off-route", default, Some.At("03:00"))], Of(Version("03:00", 5)).DifferencesTo(Without()));

        static ParameterRecord Without() => new("off-route", Defaults().Where(d => d.Key != "ConfirmFixes"), []);
    }

    [Fact]
    public void A_record_that_is_damaged_is_not_read()
    {
        Assert.Null(ParameterRecordText.TryRead("off-route", "{"));
        Assert.Null(ParameterRecordText.TryRead("off-route", "{}"));
        Assert.Null(ParameterRecordText.TryRead("off-route", """{"defaults":{"a":"b"},"versions":[]}"""));
    }

    [Fact]
    public void What_a_rule_was_not_in_force_for_does_not_differ_and_of_a_rule_that_is_gone_nothing_does()
    {
        var rules = RuleList.Catalog.With(id => id == "off-route" ? [Version(null, 5)] : []);
        Assert.Equal([new("off-route", default, s_always)], rules.DifferencesTo(Of()));
        Assert.Empty(rules.DifferencesTo(new("gone", [new("Limit", 7)], [])));
        Assert.Equal(rules.Select(r => r.Id), rules.Parameters.Select(p => p.Rule));
        var from = Some.At("05:00");
        var later = RuleSet.From([new HazmatTrack.Testing.Rules.AlarmRule { EffectiveFrom = from }]).With([new("sample-alarm", [new("Limit", 8)], [])]);
        Assert.Equal([new("sample-alarm", default, from)], later.DifferencesTo(new("sample-alarm", [new("Limit", 7)], [])));
    }

    [Fact]
    public void The_same_limits_have_the_same_version_whenever_they_are_in_force()
    {
        var parameters = new RuleParameters(RouteRuleDefinition.Definition, [Version("03:00", 5), Version("06:00", 3), Version("09:00", 5)])
            .As(RouteRuleDefinition.Read);
        var at = new[] { "00:00", "03:00", "06:00", "09:00" }.Select(t => parameters.InForceAt(Some.At(t), ProvinceCode.Jiangsu).Applied).ToList();
        Assert.Equal([null, Some.At("03:00"), Some.At("06:00"), Some.At("09:00")], at.Select(a => a.From));
        Assert.Equal(at[1].Version, at[3].Version);
        Assert.Equal(at[0].Version, at[2].Version);
        Assert.NotEqual(at[0].Version, at[1].Version);
        Assert.Matches("^[0-9a-f]{8}$", at[0].Version);
        Assert.Equal(["ConfirmFixes", "ConfirmSeconds", "ReturnFixes", "UncertaintyMetres"], at[1].Values.Keys);
        Assert.Equal(5, at[1].Values["ConfirmFixes"]);
        Assert.Equal(30, at[1].Values["UncertaintyMetres"]);
    }

    private static IEnumerable<KeyValuePair<string, double>> Defaults() =>
        RouteRuleDefinition.Definition.Parameters.Select(p => new KeyValuePair<string, double>(p.Name, p.Default));

    private static ParameterVersion Version(string? from, double confirmFixes) => new()
    {
        From = from is null ? s_always : Some.At(from),
        Values = new Dictionary<string, double> { ["ConfirmFixes"] = confirmFixes },
    };

    private static ParameterRecord Of(params ParameterVersion[] versions) => new("off-route", Defaults(), versions);

    private static ParameterRecord WithDefault(double confirmFixes, params ParameterVersion[] versions) =>
        new("off-route", Defaults().Select(d => d.Key == "ConfirmFixes" ? new(d.Key, confirmFixes) : d), versions);

    private static ParameterRecord Read(ParameterRecord record) => ParameterRecordText.TryRead(record.Rule, record.Text)!;
}
