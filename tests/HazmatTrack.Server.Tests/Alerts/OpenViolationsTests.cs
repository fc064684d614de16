using CsCheck;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Web.Scope;

namespace HazmatTrack.Server.Tests.Alerts;

public class OpenViolationsTests
{
    private static readonly VehicleId[] s_trucks = [SomeAlerts.Truck, SomeAlerts.OtherTruck];

    private static readonly AccessScope s_all = new() { Operator = "A" };
    private static readonly VehicleFacts s_own = new() { Operator = "A" };

    /// <summary>Loading and the events overlap: the events that are read may begin before what was loaded.</summary>
    [Fact]
    public void Whenever_they_were_loaded_a_trucks_gravest_is_that_of_its_alerts() => Gen.Select(
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 5]).List[1, 40], Gen.Int[0, 40], Gen.Int[0, 40]).Sample((steps, loaded, from) =>
        {
            var alerts = new Dictionary<AlertId, Alert>();
            var events = new List<AlertEvent>();
            var atLoad = new List<OpenViolation>();
            foreach (var (truck, number, severity, status) in steps)
            {
                var alert = AlertStateMachine.After(
                    null, SomeAlerts.Raise(1, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromMinutes(number)), s_trucks[truck]))!.Alert;
                alert = alert with { Status = (AlertStatus)status, Finding = alert.Finding with { Severity = (Severity)severity } };
                alerts[alert.Id] = alert;
                events.Add(new(events.Count + 1, AlertEventKind.Amended, alert.ChangedAt, null, alert));
                atLoad = events.Count <= loaded ? ViolationsOf(alerts) : atLoad;
            }

            var open = new OpenViolations();
            open.Load(atLoad);
            open.Take([.. events.Skip(Math.Min(from, Math.Min(loaded, events.Count)))]);
            foreach (var truck in s_trucks)
            {
                var expected = ViolationsOf(alerts).Where(v => v.Vehicle == truck).OrderBy(v => v.Severity).ThenBy(v => v.Onset).ThenBy(v => v.Id).ToList();
                Assert.Equal(expected.Count == 0 ? null : new GravestOpen(expected[^1], expected.Count), open.Of(truck, s_all, s_own));
            }
        });

    /// <summary>What concerns another province alone is neither named nor counted, unless the vehicle is seen whole.</summary>
    [Fact]
    public void The_gravest_and_the_count_are_of_those_that_the_caller_sees()
    {
        ProvinceSet Of(ProvinceCode code) => default(ProvinceSet).With(code);
        OpenViolation Violation(int minute, Severity severity, ProvinceCode province)
        {
            var finding = SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromMinutes(minute));
            var alert = AlertStateMachine.After(null, SomeAlerts.Raise(1, finding, SomeAlerts.Truck))!.Alert;
            return OpenViolation.FromAlert(alert) with { Severity = severity, Concerned = Of(province) };
        }

        var (here, there) = (Violation(1, Severity.Yellow, ProvinceCode.Shanghai), Violation(2, Severity.Red, ProvinceCode.Zhejiang));
        var open = new OpenViolations();
        open.Load([here, there]);
        GravestOpen? SeenBy(AccessScope scope, VehicleFacts facts) => open.Of(SomeAlerts.Truck, scope, facts);
        var facts = new VehicleFacts { Operator = "A", Home = ProvinceCode.Anhui };
        Assert.Equal(new(here, 1), SeenBy(new() { Inspects = Of(ProvinceCode.Shanghai) }, facts));
        Assert.Equal(new(there, 1), SeenBy(new() { Governs = Of(ProvinceCode.Zhejiang) }, facts));
        Assert.Null(SeenBy(new() { Inspects = Of(ProvinceCode.Jiangsu) }, facts));
        Assert.Equal(new(there, 2), SeenBy(new() { Operator = "A" }, facts));
        Assert.Equal(new(there, 2), SeenBy(new() { Governs = Of(ProvinceCode.Anhui) }, facts));
        Assert.Null(SeenBy(new() { Operator = "B" }, facts));
    }

    private static List<OpenViolation> ViolationsOf(Dictionary<AlertId, Alert> alerts) =>
        [.. alerts.Values.Where(a => a.State.IsOpenViolation).Select(OpenViolation.FromAlert)];
}
