using System.Collections.Frozen;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Quality;

namespace HazmatTrack.Contracts.Quality;

/// <summary>Every kind of finding about a vehicle's reports, and every reason to refuse one.</summary>
internal static class QualityKinds
{
    public static readonly QualityKind ClockBehind = Found(
        "clock-behind", "终端时钟比接收时间慢 {0} 小时，多为时区设置错误：定位按终端时间研判，请校正终端时区。",
        "The terminal's clock is {0} h behind the receipt of its reports, as with a wrong time zone. Its reports are judged by its own time; set its time zone right.");

    public static readonly QualityKind TwoClocks = Found(
        "two-clocks", "同一车牌有两个时钟，其中一个慢 {0} 小时：可能装有两台终端，请核查。慢的定位照存，但与另一时钟不符时不参与研判。",
        "Two clocks report under this plate, one {0} h behind the other: perhaps two terminals. Have the vehicle checked. What the slow one sends is stored, and not judged where the other shows its time to be wrong.");

    public static readonly QualityKind ClockAhead = Found(
        "clock-ahead", "终端时钟比接收时间快，但未超出允许范围：请对终端校时。",
        "The terminal's clock is ahead of the receipt of its reports, within what is taken. Set its clock.");

    public static readonly QualityKind ClockStepping = Found(
        "clock-stepping", "终端时钟反复跳变：请检修终端。", "The terminal's clock steps to and fro. Have the terminal checked.");

    public static readonly QualityKind TimeOffByHours = Found(
        "time-off-by-hours", "个别定位的时间比前后定位恰好差 {0} 小时，存疑：照存，与前后定位矛盾时不参与研判。",
        "Single reports are whole hours ({0} h last) behind their neighbours: suspect. They are stored, and not judged where the neighbours show their time to be wrong.");

    public static readonly QualityKind SpeedNotSent = Found(
        "speed-not-sent", "终端不上报速度：速度由定位推算。", "The terminal sends no speed: positions and times decide alone.");

    public static readonly QualityKind SpeedAlwaysZero = Found(
        "speed-always-zero", "车辆在行驶，终端上报速度始终为零：速度传感器可能失效。", "The terminal says 0 km/h while the vehicle drives: its speed sensor may be dead.");

    public static readonly QualityKind SpeedStuck = Found(
        "speed-stuck", "终端上报速度固定不变，与定位不符。", "The speed that the terminal reports stays at one value while the positions show others.");

    public static readonly QualityKind SpeedScaled = Found(
        "speed-scaled", "终端上报速度约为实际的 {0} 倍，单位或系数可能有误。", "The terminal tells {0} times the speed by its positions: perhaps another unit or a wrong factor.");

    public static readonly QualityKind SpeedDisagrees = Found(
        "speed-disagrees", "终端上报速度与定位不符。", "The speed that the terminal tells contradicts its positions.");

    public static readonly QualityKind SpeedSensorFault = Found(
        "speed-sensor-fault", "终端自报速度传感器故障（车辆VSS故障）。", "The terminal itself reports its speed sensor faulty (JT/T 808 alarm bit 24).");

    public static readonly QualityKind TwoTracks = Found(
        "two-tracks", "同一车牌出现两条不可能由同一车辆行驶的轨迹：疑似套牌，或终端被移装。",
        "Two tracks under this plate that one vehicle cannot drive: a cloned plate, or a terminal moved to another vehicle.");

    public static readonly QualityKind TwoPlaces = Found(
        "two-places", "同一秒内收到相距甚远的两个定位，不可能出自同一车辆：疑似套牌。每对只保留其一，两条轨迹均予研判。",
        "Reports of the same second from places that one truck cannot both be at: a cloned plate. One of each two is kept, by turns, so that both tracks are judged.");

    private static readonly FrozenDictionary<RejectReason, QualityKind> s_refusals = RejectReasons.All
        .ToFrozenDictionary(r => r, r => Refused(r.Code(), RefusalTexts.Describe(r)));

    private static readonly FrozenDictionary<string, QualityKind> s_byCode = Findings.Concat(s_refusals.Values)
        .ToFrozenDictionary(StoredCode, StringComparer.Ordinal);

    /// <summary>All kinds that are not refusals.</summary>
    public static IReadOnlyList<QualityKind> Findings =>
    [
        ClockBehind, TwoClocks, ClockAhead, ClockStepping, TimeOffByHours, SpeedNotSent, SpeedAlwaysZero, SpeedStuck, SpeedScaled, SpeedDisagrees,
        SpeedSensorFault, TwoTracks, TwoPlaces,
    ];

    public static QualityKind Refusal(RejectReason reason) => s_refusals[reason];

    /// <summary>The name under which a kind is stored; refusals have a namespace of their own.</summary>
    public static string StoredCode(QualityKind kind) => kind.IsRefusal ? "refused:" + kind.Code : kind.Code;

    /// <summary>Returns null for a code of another version.</summary>
    public static QualityKind? Find(string storedCode) => s_byCode.GetValueOrDefault(storedCode);

    public static QualityKind KindFor(ClockState state) => state switch
    {
        ClockState.Behind => ClockBehind,
        ClockState.TwoClocks => TwoClocks,
        ClockState.Ahead => ClockAhead,
        _ => TimeOffByHours,
    };

    /// <summary>Returns null where the reported speed is correct.</summary>
    public static QualityKind? KindFor(ReportedSpeed speed) => speed switch
    {
        ReportedSpeed.NotSent => SpeedNotSent,
        ReportedSpeed.AlwaysZero => SpeedAlwaysZero,
        ReportedSpeed.Stuck => SpeedStuck,
        ReportedSpeed.Scaled => SpeedScaled,
        ReportedSpeed.Disagrees => SpeedDisagrees,
        ReportedSpeed.FaultReported => SpeedSensorFault,
        _ => null,
    };

    private static QualityKind Found(string code, string chinese, string english) => new(code, false, chinese, english);

    private static QualityKind Refused(string code, (string Chinese, string English) text) => new(code, true, text.Chinese, text.English);
}
