using CsCheck;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Web.Scope;

namespace HazmatTrack.Server.Tests.Alerts;

public class OpenViolationsTests
{
    private static readonly VehicleId[] s_trucks = [SomeAlerts.Truck, SomeAlerts.OtherTruck];

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
                Assert.Equal(expected.Count == 0 ? null : new GravestOpen(expected[^1], expected.Count), open.Of(truck));
            }
        });

    private static List<OpenViolation> ViolationsOf(Dictionary<AlertId, Alert> alerts) =>
        [.. alerts.Values.Where(a => a.State.IsOpenViolation).Select(OpenViolation.FromAlert)];
}
