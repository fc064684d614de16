using HazmatTrack.Contracts.Positions;

namespace HazmatTrack.Contracts.Quality;

/// <summary>The texts for people: why a vehicle's reports are refused and what to do.</summary>
internal static class RefusalTexts
{
    public static (string Chinese, string English) Describe(RejectReason reason) => reason switch
    {
        RejectReason.ClockAheadHours => ("定位时间比接收时间快整数小时，多为把本地时间当作 UTC 上报：请校正终端或网关的时区。",
            "The times are whole hours ahead of receipt: the terminal or its gateway sends local time as UTC. Set its time zone."),
        RejectReason.ClockWeekRollover => ("定位时间相差 1024 周，接收机 GPS 周数翻转：请升级固件，或由网关补正。",
            "The times are off by 1024 weeks: the receiver miscounts the weeks of GPS. Update its firmware, or have the gateway add the weeks."),
        RejectReason.ClockYear => ("定位时间的年份错误：请校正终端日期。", "The times are in another year: set the terminal's date."),
        RejectReason.ClockReset => ("终端时钟丢失，时间回到初始值（如 2000 年）：一般在再次定位后恢复，否则请检修。",
            "The terminal has lost its time and tells that of a clock never set, such as 2000. It heals with the next fix; if it does not, have it checked."),
        RejectReason.InTheFuture => ("定位时间在未来：请校正终端时钟；补传时快出的小时数逐条变化的，多为时区错误。",
            "The times are in the future: set the terminal's clock. Where they are hours ahead, by less than 14 and not by whole ones, as of a back-fill, its time zone is wrong."),
        RejectReason.TooOld => ("定位时间早于保存期限。", "The times are older than positions are kept."),
        RejectReason.ImpossibleCoordinates => ("已定位，但坐标不可能存在或为零。", "The coordinates are impossible, or zero although fixed."),
        RejectReason.UnknownDatum => ("坐标系未知。", "The datum is unknown."),
        RejectReason.KeyMismatch => ("记录的键与内容所指车辆不一致：请检查网关。", "Key and message name different vehicles: check the gateway."),
        RejectReason.Empty => ("记录没有内容：请检查网关。", "The records have no value: check the gateway."),
        RejectReason.Oversized => ("记录过大，不是定位：请检查网关。", "The records are too large for a position: check the gateway."),
        RejectReason.Undecodable => ("记录无法解码：请检查网关。", "The records cannot be decoded: check the gateway."),
        RejectReason.StateDamaged => ("该车的存储数据已损坏，上报转入死信：请运维修复后重新研判。", "What is stored of the vehicle is damaged, and reports of it went to dead letters: have it repaired and judged again."),
        RejectReason.MissingMember => ("缺少必填字段。", "A required member is missing."),
        RejectReason.WrongType => ("字段的类型或取值不对。", "A member has the wrong type or value."),
        RejectReason.NotYourVehicle => ("车辆未登记在上报企业名下。", "The vehicle is not registered with the operator who sent it."),
        RejectReason.DuplicateMember => ("字段重复。", "A member is given twice."),
        _ => ("上报格式不对：请检查发送方。", "The format is wrong: check the sender."),
    };
}
