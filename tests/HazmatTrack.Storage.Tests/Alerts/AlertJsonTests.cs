using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

public class AlertJsonTests
{
    [Fact]
    public void An_event_with_all_that_can_be_said_reads_back_the_same()
    {
        var alert = AlertStateMachine.After(null, SomeAlerts.Raise())!.Alert;
        alert = alert with
        {
            Finding = alert.Finding with
            {
                End = SomeAlerts.Morning,
                Measured = "1240 m",
                Limit = "500 m",
                Reason = "permit-expired",
                Crossing = alert.Finding.Crossing! with { Exit = new(SomeAlerts.Morning, SomeAlerts.Huaqiao, new(340000)), Dark = true },
            },
        };
        var told = AlertStateMachine.After(alert, SomeAlerts.Step(HandlingAction.Assign, assignee: "王警官", note: "\"去\" 现场\n")).Event!;
        Assert.Equal(SomeAlerts.Told(told), SomeAlerts.Told(AlertJson.ReadEvent(AlertJson.Write(told))));
        var late = AlertStateMachine.After(alert, SomeAlerts.Change(FindingChangeKind.Amended, SomeAlerts.Finding(), 300, late: true))!.Event!;
        Assert.Equal((late.Before, true, true),
            (AlertJson.ReadEvent(AlertJson.Write(late)) is var read ? (read.Before, read.Late, read.Alert.AmendedLate) : default));
        Assert.Equal(SomeAlerts.Told(told.Alert), SomeAlerts.Told(AlertJson.ReadAlert(AlertJson.Write(told.Alert))));
    }

    [Fact]
    public void The_parameters_that_judged_an_alert_read_back_the_same()
    {
        var values = new Dictionary<string, double> { ["UncertaintyMetres"] = 30.5, ["ConfirmFixes"] = 3 };
        foreach (var applied in new AppliedParameters[] { new("0a1b2c3d", null, default, values), new("0a1b2c3d", SomeAlerts.Morning, new(310000), values) })
        {
            var alert = AlertStateMachine.After(null, SomeAlerts.Raise(finding: SomeAlerts.Finding() with { Parameters = applied }))!.Alert;
            Assert.Equal(applied, AlertJson.ReadAlert(AlertJson.Write(alert)).Finding.Parameters);
            Assert.NotEqual(applied with { Values = new Dictionary<string, double>(values) { ["ConfirmFixes"] = 4 } }, applied);
        }
    }

    /// <summary>Written by format 1; must be readable for as long as alerts are kept.</summary>
    [Fact]
    public void What_format_1_wrote_is_still_read()
    {
        const string Body = """
            {"v":1,"alert":{
              "id":"5m9329ssj2jc94r8kg3w",
              "vehicle":"\u6caaA12345_2",
              "identity":{"rule":"crossing","key":"320000>310000","firstOnset":1772323200000},
              "finding":{
                "rule":"crossing",
                "ruleVersion":1,
                "key":"320000>310000",
                "onset":1772323200000,
                "position":[31297000,121105000],
                "severity":"Notice",
                "province":310000,
                "crossing":{
                  "kind":"BetweenProvinces",
                  "from":320000,
                  "to":310000,
                  "time":1772323200000,
                  "timeUncertainty":"00:00:07.5300000",
                  "place":[31297000,121105000],
                  "placeUncertainty":312.625,
                  "before":[1772323192000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],
                  "after":[1772323207000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],
                  "confirmedBy":[1772323237000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],
                  "dark":false
                },
                "documents":["\u6caa\u5371\u8d27\u8bc1000001"],
                "evidence":[[1772323200000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]
              },
              "status":"Open",
              "late":false,
              "detectedAt":1772323260100,
              "revision":1,
              "changedAt":1772323260100,
              "cause":[1,3,100],
              "handling":[]
            }}
            """;
        Assert.Equal(SomeAlerts.Told(AlertStateMachine.After(null, SomeAlerts.Raise())!.Alert), SomeAlerts.Told(AlertJson.ReadAlert(Body)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"v":1,"alert":{"id":"x"}}""")]
    [InlineData("""{"v":1,"alert":null}""")]
    [InlineData("""{"v":2,"alert":null}""")]
    public void A_body_that_cannot_be_read_says_so(string body) => Assert.Throws<InvalidDataException>(() => AlertJson.ReadAlert(body));
}
