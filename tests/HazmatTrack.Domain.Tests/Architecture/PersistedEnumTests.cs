using System.Globalization;
using System.Text.RegularExpressions;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>
/// Numbers and names that are stored, or sent between programs of different versions, never change. Every enumeration of the programs is on one of two
/// lists, so that a new one cannot be forgotten: pinned, or kept nowhere.
/// </summary>
public sealed partial class PersistedEnumTests
{
    /// <summary>What is stored or sent: members may be added, and none renamed, renumbered or taken out.</summary>
    private static readonly Dictionary<string, string> s_pinned = new()
    {
        // PostgreSQL and SQLite: columns and bodies of alerts and events; topic alerts by names made from these.
        ["Domain/Alerts/AlertStatus.cs AlertStatus"] = "Open=0 Acknowledged=1 Assigned=2 Handled=3 Closed=4 Retracted=5",
        ["Domain/Alerts/AlertEventKind.cs AlertEventKind"] = "Raised=0 Amended=1 Retracted=2 Acknowledged=3 Assigned=4 Handled=5 Closed=6",
        ["Domain/Alerts/HandlingStep.cs HandlingAction"] = "Acknowledge=0 Assign=1 Handle=2 Close=3",
        ["Domain/Crossings/CrossingKind.cs CrossingKind"] = "BetweenProvinces=0 EnteringDelta=1 LeavingDelta=2 Transit=3 OutsideDelta=4",
        ["Domain/Rules/Findings/ChangeCause.cs ChangeCause"] = "Report=0 LateReport=1 Document=2 RuleVersion=3 Correction=4 Time=5",
        ["Domain/Rules/Findings/Severity.cs Severity"] = "Notice=0 Yellow=1 Orange=2 Red=3",

        // The audit record: canonical bytes and columns.
        ["Domain/Audit/AuditAction.cs AuditAction"] =
            "SignIn=1 SignOut=2 EndSession=3 ReadVehicle=4 ReadTrack=5 ReadAlerts=6 ReadDocuments=7 SearchPresence=8 OpenStream=9 Export=10 HandleAlert=11 "
            + "FileDocument=12 WithdrawDocument=13 PublishRule=14 ChangePerson=15 ChangeKey=16 ReadAudit=17 ProvideData=18 DropAudit=19 WriteReports=20 "
            + "ChangeOperation=21 ChangeOperator=22 ChangeSubscription=23 ReadDeadLetters=25 ResubmitReport=26 Other=27",
        ["Domain/Audit/AuditOutcome.cs AuditOutcome"] = "Allowed=1 Refused=2 Failed=3",

        // PostgreSQL and SQLite: a column of subscriptions.
        ["Domain/Subscriptions/SubscriptionChannel.cs SubscriptionChannel"] = "Webhook=1 Mail=2",

        // Packed states, checkpoints and chunks.
        ["Domain/Tracking/Blobs/PointMask.cs PointMask"] = "None=0 Time=1 Place=2 Speed=4 Heading=8 Altitude=16 Mileage=32 Bits=64 Offset=128",
        ["Domain/Tracking/State/CoreCodec.cs Parts"] =
            "None=0 Trust=1 Settled=2 Leg=4 LegDark=8 LegReturning=16 Held=32 Rules=64 Agreeing=128 SecondLabel=256 Second=512 Strays=1024 Stay=2048 Clear=4096 "
            + "LegFromStand=8192 StayIsLast=16384 ClearIsLast=32768 Excursion=65536 ExcursionBySpeeds=131072",
        ["Domain/Tracking/State/RuleStates.cs Parts"] = "None=0 Place=1 Province=2 Count=4 Mark=8 Subject=16 Until=32",
        ["Domain/Tracking/State/RuleStates.cs RecordParts"] = "None=0 Episodes=1 AsOf=2 Failed=4",
        ["Domain/Tracks/ReportStatus.cs ReportStatus"] = "None=0 AccOn=1 Fixed=2 Encrypted=32 HoursBehind=4160749568",

        // Vehicle ids: keys of records, of hot state and of every table.
        ["Domain/Vehicles/PlateColour.cs PlateColour"] =
            "Blue=1 Yellow=2 Black=3 White=4 Green=5 Other=9 FarmYellow=91 FarmGreen=92 YellowGreen=93 GradientGreen=94",

        // Headers of dead letters, hot state's findings about terminals, and metrics have codes made from these names.
        ["Contracts/Positions/RejectReason.cs RejectReason"] =
            "None=0 Empty=1 Oversized=2 Undecodable=3 MissingKey=4 UnknownVehicle=5 KeyMismatch=6 UnknownDatum=7 ImpossibleCoordinates=8 "
            + "InTheFuture=9 TooOld=10 ClockAheadHours=11 ClockWeekRollover=12 ClockYear=13 ClockReset=14 StateDamaged=15 TooManyNewVehicles=16 "
            + "Malformed=17 MissingMember=18 DuplicateMember=19 WrongType=20 NotYourVehicle=21",

        // Between silos of different versions in a rolling upgrade.
        ["Contracts/Tracking/IVehicleGrain.cs Residence"] = "Here=0 Left=1 Fenced=2",
    };

    /// <summary>What lives in one process, or becomes a text by a table of its own before it leaves it.</summary>
    private static readonly HashSet<string> s_keptNowhere =
    [
        "Domain/Access/AccessAction.cs AccessAction", "Domain/Access/Role.cs Role",
        "Domain/Alerts/HandlingConflict.cs HandlingConflict", "Domain/Audit/Verification/AuditFaultKind.cs AuditFaultKind",
        "Domain/Crossings/Jump.cs Jump", "Domain/Documents/DocumentBinding.cs DocumentBinding",
        "Domain/Language.cs Language",
        "Domain/Provinces/BordersException.cs BordersProblem", "Domain/Quality/ClockState.cs ClockState", "Domain/Quality/ImpossibleClock.cs ImpossibleClock",
        "Domain/Quality/SpeedScale.cs SpeedScale", "Domain/Quality/ReportedSpeed.cs ReportedSpeed", "Domain/Rules/Findings/FindingChange.cs FindingChangeKind",
        "Domain/Rules/Routes/CorridorCheck.cs RoutePlace", "Domain/Rules/RuleInputs.cs RuleInputs", "Domain/Tracking/ApplyOutcome.cs ApplyOutcome",
        "Domain/Subscriptions/SendResult.cs SendResult",
        "Domain/Tracks/Passes/PassCertainty.cs PassCertainty", "Domain/Tracks/Passes/PassEnd.cs PassEnd", "Domain/Tracks/PositionReport.cs Present",
        "Domain/Vehicles/PlateFault.cs PlateFault", "Domain/Vehicles/PlateForm.cs PlateForm", "Http/Access/AccessReach.cs AccessReach",
        "Http/Requests/BodyType.cs BodyType",
        "Kafka/GroupProtocol.cs GroupProtocol",
        "Server/CommandLine/Arguments.cs Request", "Server/CommandLine/ExitCode.cs ExitCode", "Server/Demo/DemoTruck.cs DemoPapers",
        "Server/Replay/TrackField.cs TrackField", "Server/Settings/ServerRoles.cs ServerRoles", "Simulation/SpeedFault.cs SpeedFault",
        "Storage/Access/Memory/AccessOutcome.cs AccessOutcome",
        "Storage/Alerts/AlertSelect.cs AlertPart",
        "Storage/Alerts/AlertSort.cs AlertSort", "Storage/History/Model/JournalTable.cs JournalTable",
        "Storage/History/Open/OpenPointBuffer.cs Changed", "Storage/Migrations/SchemaPart.cs SchemaPart",
        "Storage/DeadLetters/DeadLetterQuery.cs LetterClaim",
        "Storage/Registry/SaveResult.cs SaveOutcome", "Subscriptions/Settings/MailOptions.cs MailTls",
        "Tracker/Sessions/Placed.cs RecordPlace", "Tracker/Vehicles/JudgeStatus.cs JudgeStatus",
    ];

    /// <summary>Where bytes, rows and messages are written and read.</summary>
    private static readonly string[] s_codecs =
    [
        "Domain/Tracking/State/", "Domain/Tracking/Blobs/", "Storage/History/", "Storage/HotState/", "Storage/Quality/", "Storage/Registry/",
        "Storage/Alerts/AlertJson", "Contracts/Tracking/", "Domain/Audit/Audit", "Storage/Audit/",
    ];

    private static Dictionary<string, string> Found { get; } = Sources.Files
        .SelectMany(f => Enumeration().Matches(f.Text).Select(m => ($"{Short(f)} {m.Groups["name"].Value}", Members(m.Groups["body"].Value))))
        .ToDictionary(e => e.Item1, e => e.Item2);

    [Fact]
    public void Every_enumeration_is_pinned_or_said_to_be_kept_nowhere() => Assert.Equal(
        s_pinned.Keys.Concat(s_keptNowhere).Order(StringComparer.Ordinal), Found.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_member_that_is_stored_keeps_its_name_and_its_number() => Assert.All(s_pinned, pinned => Assert.Equal(
        pinned.Value, string.Join(' ', Found[pinned.Key].Split(' ').Take(pinned.Value.Split(' ').Length))));

    [Fact]
    public void A_new_member_of_what_is_stored_is_pinned_too() => Assert.Equal(s_pinned.Select(p => p.Value), s_pinned.Select(p => Found[p.Key]));

    /// <summary>A number of it in what is written would be stored: it belongs on the other list.</summary>
    [Fact]
    public void What_is_said_to_be_kept_nowhere_is_cast_from_no_number_where_bytes_are_read() => Faults.None(
        from name in s_keptNowhere.Select(k => k.Split(' ')[1])
        from file in Sources.Files
        where s_codecs.Any(c => Short(file).StartsWith(c, StringComparison.Ordinal)) && !s_keptNowhere.Contains($"{Short(file)} {name}")
        where file.Text.Contains($"({name})", StringComparison.Ordinal)
        select $"{file.Path} makes {name} of a number");

    [Fact]
    public void A_field_of_the_message_on_the_topic_keeps_its_number()
    {
        var proto = Sources.Find("src/HazmatTrack.Contracts/Messages", "position.proto").Single();
        Assert.Equal(
            "vehicle=1 time_ms=2 latitude_e6=3 longitude_e6=4 speed_deci_kmh=5 heading_degrees=6 altitude_m=7 mileage_deci_km=8 alarm_bits=9 status_bits=10 "
            + "datum=11 DATUM_WGS84=0 DATUM_GCJ02=1",
            string.Join(' ', ProtoField().Matches(proto.Text).Select(m => $"{m.Groups[1].Value}={m.Groups[2].Value}")));
    }

    private static string Short(SourceFile file) => file.Path["src/HazmatTrack.".Length..];

    private static string Members(string body)
    {
        var members = new List<string>();
        var next = 0L;
        foreach (var member in AttributeOrComment().Replace(body, "").Split(',').Select(m => m.Trim()).Where(m => m != ""))
        {
            var (name, value) = member.Split('=') is [var n, var v] ? (n.Trim(), Value(v.Trim())) : (member, next);
            members.Add($"{name}={value}");
            next = value + 1;
        }

        return string.Join(' ', members);
    }

    /// <summary>A number, or one shifted: <c>1u &lt;&lt; 5</c>.</summary>
    private static long Value(string text)
    {
        var parts = text.Split("<<").Select(p => long.Parse(p.Trim().TrimEnd('u'), CultureInfo.InvariantCulture)).ToArray();
        return parts is [var number, var by] ? number << (int)by : parts[0];
    }

    [GeneratedRegex(@"\benum (?<name>\w+)(?:\s*:\s*\w+)?\s*\{(?<body>[^}]*)\}")]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"(\w+) = (\d+);")]
    private static partial Regex ProtoField();

    [GeneratedRegex(@"//.*|\[[^\]]*\]")]
    private static partial Regex AttributeOrComment();
}
