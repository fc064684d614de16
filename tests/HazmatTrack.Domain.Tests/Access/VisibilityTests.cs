using CsCheck;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Tests.Access;

/// <summary>Who sees what.</summary>
public sealed class VisibilityTests
{
    private static readonly Instant s_now = Instant.From(new(2026, 7, 1, 8, 0, 0, TimeSpan.FromHours(8)));
    private static readonly ProvinceCode[] s_delta = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.Zhejiang, ProvinceCode.Anhui];

    private static readonly Gen<ProvinceCode> s_province = Gen.Int[0, 4].Select(i => i == 4 ? ProvinceCode.None : s_delta[i]);
    private static readonly Gen<ProvinceSet> s_provinces = s_province.Array[0, 3].Select(Set);
    private static readonly Gen<string?> s_operator = Gen.Int[0, 2].Select(i => new[] { null, "A", "B" }[i]);

    private static readonly Gen<VehicleFacts> s_facts = Gen.Select(
        s_operator, s_province, s_province, s_provinces, s_provinces, s_provinces,
        (code, home, present, recent, bound, alerts) => new VehicleFacts
        {
            Operator = code,
            Home = home,
            Present = present,
            Recent = recent,
            BoundFor = bound,
            OpenAlerts = alerts,
        });

    private static readonly Gen<AccessScope> s_scope = Gen.Select(
        s_operator, s_provinces, s_provinces, (code, inspects, governs) => new AccessScope { Operator = code, Inspects = inspects, Governs = governs });

    [Fact]
    public void A_caller_without_a_duty_sees_nothing() => s_facts.Sample(facts => !Visibility.CanSee(default, facts)
        && !Visibility.CanSee(default, facts, facts.Present, (s_now, s_now), s_now)
        && !Visibility.CanSeeAlert(default, facts, facts.OpenAlerts, s_now));

    [Fact]
    public void An_operator_sees_its_own_vehicles_wherever_they_are_and_no_others() => Gen.Select(s_facts, s_province).Sample((facts, province) =>
    {
        var scope = new AccessScope { Operator = "A" };
        var own = facts.Operator == "A";
        Assert.Equal(own, Visibility.CanSee(scope, facts));
        Assert.Equal(own, Visibility.CanSee(scope, facts, province, (s_now - TimeSpan.FromDays(90), s_now), s_now));
        Assert.Equal(own, Visibility.CanSeeAlert(scope, facts, Set(s_delta), s_now));
    });

    [Fact]
    public void Persons_are_seen_by_nobody_who_does_not_see_the_vehicle() => Gen.Select(s_scope, s_facts).Sample((scope, facts) =>
        !Visibility.CanSeePersons(scope, facts, s_now) || Visibility.CanSee(scope, facts));

    [Fact]
    public void Persons_are_seen_by_the_operator_at_home_and_where_an_alert_is_open_and_nowhere_else() => Gen.Select(s_scope, s_facts).Sample(
        (scope, facts) => Visibility.CanSeePersons(scope, facts, s_now) == ((scope.Operator is not null && scope.Operator == facts.Operator)
            || scope.Governs.Contains(facts.Home)
            || s_delta.Any(p => facts.OpenAlerts.Contains(p) && (scope.Inspects.Contains(p) || scope.Governs.Contains(p)))));

    [Theory]
    [InlineData("in the province", true)]
    [InlineData("left it a while ago", true)]
    [InlineData("bound for it", true)]
    [InlineData("an open alert there", true)]
    [InlineData("at home there", false)]
    [InlineData("elsewhere", false)]
    public void An_inspector_sees_what_concerns_the_province_now(string what, bool isSeen)
    {
        var here = default(ProvinceSet).With(ProvinceCode.Shanghai);
        var elsewhere = new VehicleFacts { Operator = "A", Home = ProvinceCode.Anhui, Present = ProvinceCode.Jiangsu };
        var facts = what switch
        {
            "in the province" => elsewhere with { Present = ProvinceCode.Shanghai },
            "left it a while ago" => elsewhere with { Recent = here },
            "bound for it" => elsewhere with { BoundFor = here },
            "an open alert there" => elsewhere with { OpenAlerts = here },
            "at home there" => elsewhere with { Home = ProvinceCode.Shanghai },
            _ => elsewhere,
        };
        Assert.Equal(isSeen, Visibility.CanSee(new() { Inspects = here }, facts));
    }

    [Fact]
    public void An_inspector_sees_the_last_day_of_a_truck_that_has_just_left_and_of_older_days_what_was_in_the_province()
    {
        var here = default(ProvinceSet).With(ProvinceCode.Shanghai);
        var left = new VehicleFacts { Home = ProvinceCode.Anhui, Present = ProvinceCode.Jiangsu, Recent = here };
        var scope = new AccessScope { Inspects = here };
        bool Sees(ProvinceCode province, TimeSpan ago) => Visibility.CanSee(scope, left, province, (s_now - ago, s_now - ago), s_now);
        Assert.True(Sees(ProvinceCode.Jiangsu, TimeSpan.FromHours(23)));
        Assert.False(Sees(ProvinceCode.Jiangsu, TimeSpan.FromHours(25)));
        Assert.True(Sees(ProvinceCode.Shanghai, TimeSpan.FromDays(30)));
        var gone = left with { Recent = default };
        Assert.False(Visibility.CanSee(scope, gone, ProvinceCode.Jiangsu, (s_now, s_now), s_now));
        Assert.True(Visibility.CanSee(scope, gone, ProvinceCode.Shanghai, (s_now, s_now), s_now));
    }

    [Fact]
    public void An_officer_sees_vehicles_at_home_in_the_province_everywhere_and_others_within_it()
    {
        var here = default(ProvinceSet).With(ProvinceCode.Zhejiang);
        var scope = new AccessScope { Governs = here };
        var home = new VehicleFacts { Home = ProvinceCode.Zhejiang, Present = ProvinceCode.Anhui };
        var guest = new VehicleFacts { Home = ProvinceCode.Anhui, Present = ProvinceCode.Zhejiang };
        var past = (s_now - TimeSpan.FromDays(60), s_now - TimeSpan.FromDays(60));
        Assert.True(Visibility.CanSee(scope, home));
        Assert.True(Visibility.CanSee(scope, home, ProvinceCode.Anhui, past, s_now));
        Assert.True(Visibility.CanSee(scope, guest));
        Assert.True(Visibility.CanSee(scope, guest, ProvinceCode.Zhejiang, past, s_now));
        Assert.False(Visibility.CanSee(scope, guest, ProvinceCode.Anhui, past, s_now));
    }

    [Fact]
    public void Who_may_see_more_sees_all_that_who_may_see_less_does() => Gen.Select(s_scope, s_scope, s_facts, s_province, Gen.Int[0, 100]).Sample(
        (one, other, facts, province, hours) =>
        {
            var both = new AccessScope
            {
                Operator = one.Operator,
                Inspects = new(one.Inspects.Bits | other.Inspects.Bits),
                Governs = new(one.Governs.Bits | other.Governs.Bits),
            };
            var at = s_now - TimeSpan.FromHours(hours);
            Assert.True(!Visibility.CanSee(one, facts) || Visibility.CanSee(both, facts));
            Assert.True(!Visibility.CanSee(one, facts, province, (at, at), s_now) || Visibility.CanSee(both, facts, province, (at, at), s_now));
            Assert.True(
                !Visibility.CanSeeAlert(one, facts, facts.OpenAlerts, s_now)
                || Visibility.CanSeeAlert(both, facts, facts.OpenAlerts, s_now));
        });

    [Fact]
    public void The_new_operator_of_a_vehicle_sees_nothing_of_the_former_ones_time() => s_facts.Sample(given =>
    {
        var (scope, facts) = (new AccessScope { Operator = "A" }, given with { Operator = "A", OperatorSince = s_now });
        var before = s_now - TimeSpan.FromMilliseconds(1);
        Assert.True(Visibility.CanSee(scope, facts));
        Assert.False(Visibility.CanSee(scope, facts, before));
        Assert.True(Visibility.CanSee(scope, facts, s_now));
        Assert.False(Visibility.CanSee(scope, facts, facts.Present, (before, s_now), s_now));
        Assert.True(Visibility.CanSee(scope, facts, facts.Present, (s_now, s_now), s_now));
        Assert.False(Visibility.CanSeeAlert(scope, facts, Set(s_delta), before));
        Assert.True(Visibility.CanSeeAlert(scope, facts, Set(s_delta), s_now));
        Assert.False(Visibility.CanSeePersons(scope, facts, before));
        Assert.True(Visibility.CanSeePersons(scope, facts, s_now));
        Assert.False(Visibility.SeesWhole(scope, facts, default));
        Assert.True(Visibility.SeesWhole(scope with { Governs = Set([ProvinceCode.Anhui]) }, facts with { Home = ProvinceCode.Anhui }, default));
    });

    [Fact]
    public void An_officer_files_what_is_of_a_vehicle_at_home_or_concerns_governed_provinces_alone()
    {
        var (shanghai, anhui) = (Set([ProvinceCode.Shanghai]), Set([ProvinceCode.Anhui]));
        var scope = new AccessScope { Governs = shanghai, Inspects = anhui, Operator = "A" };
        Assert.True(Visibility.CanFile(scope, ProvinceCode.Shanghai, anhui));
        Assert.True(Visibility.CanFile(scope, ProvinceCode.Shanghai, default));
        Assert.True(Visibility.CanFile(scope, ProvinceCode.Anhui, shanghai));
        Assert.True(Visibility.CanFile(scope, ProvinceCode.None, shanghai));
        Assert.False(Visibility.CanFile(scope, ProvinceCode.Anhui, Set([ProvinceCode.Shanghai, ProvinceCode.Jiangsu])));
        Assert.False(Visibility.CanFile(scope, ProvinceCode.Anhui, anhui));
        Assert.False(Visibility.CanFile(scope, ProvinceCode.None, default));
    }

    private static ProvinceSet Set(IEnumerable<ProvinceCode> provinces) => provinces.Aggregate(default(ProvinceSet), (set, p) => set.With(p));
}
