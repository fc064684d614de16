using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Permits;
using static HazmatTrack.Domain.Provinces.ProvinceCode;

namespace HazmatTrack.Domain.Tests.Rules.Permits;

public sealed class PermitRuleTests
{
    private static readonly PermitRule s_rule = new(new());

    private static IReadOnlyList<Finding> Judge(Permit[] permits, params Crossing[] crossings)
    {
        var findings = new FindingSet();
        var state = new EpisodeStore();
        var step = new RuleStep
        {
            Previous = crossings[0].Before,
            Current = crossings[0].After,
            Province = crossings[^1].To,
            Crossings = crossings,
            Documents = VehicleDocuments.From(permits),
        };
        s_rule.Judge(new(state, s_rule.Id), step, findings);
        Assert.True(state.IsEmpty);
        return findings.Findings;
    }

    [Fact]
    public void A_permit_for_the_entered_province_raises_nothing() =>
        Assert.Empty(Judge([Some.Permit("P1", "00:00", "23:00", Jiangsu, Shanghai)], Some.Crossing(Jiangsu, Shanghai, "12:00")));

    [Fact]
    public void A_truck_without_any_permit_is_reported_red_with_the_crossing_and_the_province_it_entered()
    {
        var crossing = Some.Crossing(Jiangsu, Shanghai, "12:00");
        var finding = Assert.Single(Judge([], crossing));
        Assert.Equal(("permit", 2, "320000>310000", Severity.Red), (finding.Rule, finding.RuleVersion, finding.Key, finding.Severity));
        Assert.Equal((crossing.Time, crossing.Place, Shanghai, PermitReason.None), (finding.Onset, finding.Position, finding.Province, finding.Reason));
        Assert.Same(crossing, finding.Crossing);
        Assert.Equal("310000", finding.Measured);
        Assert.Equal([crossing.Before, crossing.After], finding.Evidence);
        Assert.Empty(finding.Documents);
    }

    [Fact]
    public void A_permit_for_other_provinces_is_named_and_orange()
    {
        var finding = Assert.Single(Judge([Some.Permit("P1", "00:00", "23:00", Jiangsu, Zhejiang)], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal((PermitReason.OtherProvinces, Severity.Orange), (finding.Reason, finding.Severity));
        Assert.Equal(("310000", "320000,330000"), (finding.Measured, finding.Limit));
        Assert.Equal(["P1"], finding.Documents);
    }

    [Fact]
    public void An_expired_permit_is_red_and_shows_the_time_on_the_border_against_its_validity()
    {
        var finding = Assert.Single(Judge([Some.Permit("P1", "00:00", "11:00", Shanghai)], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal((PermitReason.Expired, Severity.Red), (finding.Reason, finding.Severity));
        Assert.Equal("2026-07-01T12:00:00+08:00 ± 15 s", finding.Measured);
        Assert.Equal("2026-07-01T00:00:00+08:00/2026-07-01T11:00:00+08:00", finding.Limit);
    }

    [Fact]
    public void Of_several_expired_permits_the_one_that_ended_last_is_named_first()
    {
        var finding = Assert.Single(Judge(
            [Some.Permit("P1", "00:00", "09:00", Shanghai), Some.Permit("P2", "00:00", "11:00", Shanghai), Some.Permit("P3", "00:00", "23:00", Anhui)],
            Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal(PermitReason.Expired, finding.Reason);
        Assert.Equal(["P2", "P1"], finding.Documents);
        Assert.Equal(Severity.Orange, finding.Severity);
    }

    [Fact]
    public void A_permit_that_begins_later_does_not_cover_yet()
    {
        var finding = Assert.Single(Judge([Some.Permit("P1", "13:00", "23:00", Shanghai)], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal((PermitReason.NotYetValid, Severity.Red), (finding.Reason, finding.Severity));
    }

    [Fact]
    public void A_permit_of_the_year_after_or_of_the_year_before_is_none()
    {
        var permit = Some.Permit("P1", "00:00", "23:00", Shanghai);
        foreach (var years in new[] { -1, 1 })
        {
            var apart = TimeSpan.FromDays(365 * years);
            var finding = Assert.Single(
                Judge([permit with { ValidFrom = permit.ValidFrom + apart, ValidTo = permit.ValidTo + apart }], Some.Crossing(Jiangsu, Shanghai, "12:00")));
            Assert.Equal((PermitReason.None, Severity.Red), (finding.Reason, finding.Severity));
            Assert.Empty(finding.Documents);
        }
    }

    [Fact]
    public void The_words_for_none_are_true_of_a_truck_whose_permit_on_file_ended_long_ago()
    {
        var permit = Some.Permit("P1", "00:00", "23:00", Shanghai);
        var ago = TimeSpan.FromDays(365);
        var finding = Assert.Single(
            Judge([permit with { ValidFrom = permit.ValidFrom - ago, ValidTo = permit.ValidTo - ago }], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        var texts = PermitRuleDefinition.Definition.Texts;
        Assert.Equal(new LocalText("进入上海，无有效通行证", "Entered Shanghai with no permit in force on file"), texts.TitleOf(finding));
        Assert.Equal(new LocalText("无有效通行证", "No permit in force on file"), texts.Reasons.Single(r => r.Code == finding.Reason).Text);
    }

    [Fact]
    public void How_long_a_permit_goes_on_being_valid_changes_nothing_about_an_entry_before()
    {
        var permit = Some.Permit("P1", "12:00", "23:00", Shanghai);
        var finding = Assert.Single(Judge([permit], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal((PermitReason.Uncertain, "2026-07-01T12:00:00+08:00/.."), (finding.Reason, finding.Limit));
        var longer = Assert.Single(Judge([permit with { ValidTo = Some.At("23:30") }], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal(finding.Limit, longer.Limit);
    }

    [Fact]
    public void A_withdrawn_permit_covers_what_happened_before_the_withdrawal_and_nothing_after()
    {
        var permit = Some.Permit("P1", "00:00", "23:00", Shanghai) with { WithdrawnAt = Some.At("12:30") };
        Assert.Empty(Judge([permit], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        var finding = Assert.Single(Judge([permit], Some.Crossing(Jiangsu, Shanghai, "13:00")));
        Assert.Equal(PermitReason.Withdrawn, finding.Reason);
        Assert.EndsWith("/2026-07-01T12:30:00+08:00", finding.Limit);
    }

    [Fact]
    public void A_permit_withdrawn_before_it_began_is_named_as_withdrawn()
    {
        var permit = Some.Permit("P1", "06:00", "23:00", Shanghai) with { WithdrawnAt = Some.At("05:00") };
        var finding = Assert.Single(Judge([permit], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal((PermitReason.Withdrawn, Severity.Red), (finding.Reason, finding.Severity));
        Assert.Equal(["P1"], finding.Documents);
    }

    [Fact]
    public void When_the_permit_ends_within_the_uncertainty_of_the_crossing_nobody_is_accused_and_nobody_cleared()
    {
        var finding = Assert.Single(Judge([Some.Permit("P1", "00:00", "12:00:05", Shanghai)], Some.Crossing(Jiangsu, Shanghai, "12:00")));
        Assert.Equal((PermitReason.Uncertain, Severity.Yellow), (finding.Reason, finding.Severity));
        Assert.Equal("2026-07-01T11:59:45+08:00/2026-07-01T12:00:15+08:00", finding.Measured);
    }

    [Fact]
    public void Two_permits_that_follow_on_each_other_cover_a_crossing_between_them() =>
        Assert.Empty(Judge(
            [Some.Permit("P1", "00:00", "12:00", Shanghai), Some.Permit("P2", "12:00", "23:00", Shanghai)],
            Some.Crossing(Jiangsu, Shanghai, "12:00")));

    [Fact]
    public void A_dark_crossing_is_covered_only_by_permits_for_all_the_time_it_was_dark()
    {
        var dark = Some.Crossing(Jiangsu, Shanghai, "12:00", uncertainSeconds: 3600);
        Assert.Empty(Judge([Some.Permit("P1", "10:00", "14:00", Shanghai)], dark));
        Assert.Equal(PermitReason.Uncertain, Assert.Single(Judge([Some.Permit("P1", "11:30", "14:00", Shanghai)], dark)).Reason);
        Assert.Equal(PermitReason.Expired, Assert.Single(Judge([Some.Permit("P1", "08:00", "11:00", Shanghai)], dark)).Reason);
    }

    [Fact]
    public void An_uncertainty_wider_than_the_silence_is_cut_to_the_fixes_around_it()
    {
        var crossing = Some.Crossing(Jiangsu, Shanghai, "12:00") with { TimeUncertainty = TimeSpan.FromHours(2), Dark = true };
        Assert.Empty(Judge([Some.Permit("P1", "11:59", "12:01", Shanghai)], crossing));
    }

    [Fact]
    public void An_uncertainty_wider_than_the_fixes_around_counts_in_full_since_they_may_lie_within_the_noise_of_the_border()
    {
        var crossing = Some.Crossing(Jiangsu, Shanghai, "12:00") with { TimeUncertainty = TimeSpan.FromMinutes(2) };
        Assert.Equal(PermitReason.Uncertain, Assert.Single(Judge([Some.Permit("P1", "11:59", "12:01", Shanghai)], crossing)).Reason);
    }

    [Fact]
    public void Entering_the_Delta_from_outside_needs_a_permit() =>
        Assert.Equal("370000>320000", Assert.Single(Judge([], Some.Crossing(Shandong, Jiangsu, "12:00", kind: CrossingKind.EnteringDelta))).Key);

    [Fact]
    public void Leaving_the_Delta_needs_none() =>
        Assert.Empty(Judge([], Some.Crossing(Jiangsu, Shandong, "12:00", kind: CrossingKind.LeavingDelta)));

    [Fact]
    public void A_corner_of_another_province_cut_on_the_way_needs_a_permit_and_coming_back_does_not()
    {
        var transit = Some.Crossing(Jiangsu, Shanghai, "12:00", kind: CrossingKind.Transit) with { Exit = new(Some.At("12:00:10"), Some.Huaqiao, Jiangsu) };
        Assert.Equal("320000>310000", Assert.Single(Judge([], transit)).Key);
    }

    [Fact]
    public void A_transit_that_ends_in_a_third_province_enters_both_unless_the_second_entry_is_a_crossing_of_its_own()
    {
        var exit = GeoPoint.FromDegrees(31.29, 121.11);
        var transit = Some.Crossing(Jiangsu, Shanghai, "12:00", kind: CrossingKind.Transit) with { Exit = new(Some.At("12:00:10"), exit, Zhejiang) };
        Assert.Equal(
            [("320000>310000", Some.At("12:00"), Some.Huaqiao), ("310000>330000", Some.At("12:00:10"), exit)],
            Judge([], transit).Select(f => (f.Key, f.Onset, f.Position)));
        Assert.Equal(
            ["320000>310000", "310000>330000"],
            Judge([], transit, Some.Crossing(Shanghai, Zhejiang, "12:00:10")).Select(f => f.Key));
    }

    [Fact]
    public void Two_borders_passed_at_one_step_are_judged_each_for_itself() =>
        Assert.Equal(
            ["310000>330000"],
            Judge([Some.Permit("P1", "00:00", "23:00", Shanghai)], Some.Crossing(Jiangsu, Shanghai, "12:00"), Some.Crossing(Shanghai, Zhejiang, "12:00:10"))
                .Select(f => f.Key));
}
