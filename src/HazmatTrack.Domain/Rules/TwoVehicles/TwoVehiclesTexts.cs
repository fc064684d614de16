namespace HazmatTrack.Domain.Rules.TwoVehicles;

/// <summary>The words of two vehicles under one plate.</summary>
internal static class TwoVehiclesTexts
{
    public static readonly RuleTexts Texts = new()
    {
        Name = new("同一号牌两车上报", "Two vehicles under one plate"),
        Description = new(
            "同一号牌的定位交替出现在一辆车不可能到达的两处：疑似套牌或终端错装。",
            "Reports of one plate alternate between places that one vehicle cannot have been at: a cloned plate, or a second terminal."),
        Reasons = [new("two-vehicles", "同一号牌有两辆车在上报定位（疑似套牌或终端错装）", "Two vehicles report under this plate (a cloned plate, or a second terminal)")],
        Measured = new("两处相距 / 相隔时间", "Places apart / time between"),
        Limit = new("货车最高可能车速", "Fastest a truck can be"),
        Title = finding => finding.End is null
            ? new("同一号牌有两辆车在上报定位（疑似套牌或终端错装）", "Two vehicles report under this plate (a cloned plate, or a second terminal)")
            : new("同一号牌曾有两辆车上报定位，现仅余一辆", "Two vehicles reported under this plate; now one does"),
    };
}
