using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Server.Alerts;

/// <summary>What an alert says in one line, in Chinese and in English.</summary>
internal static class AlertTitle
{
    public static (string Chinese, string English) Of(Alert alert)
    {
        var finding = alert.Finding;
        var (chinese, english) = finding.Rule switch
        {
            "crossing" when finding.Crossing is { } crossing => Of(crossing),
            "permit" => Permit(finding),
            "off-route" => Route(finding),
            "two-vehicles" => TwoVehicles(finding),
            _ => (finding.Reason ?? finding.Rule, finding.Reason ?? finding.Rule),
        };
        if (alert.Late)
        {
            (chinese, english) = (chinese + "（补报）", english + " (reported late)");
        }

        return alert.Status == AlertStatus.Retracted ? ("已撤销：" + chinese, "Retracted: " + english) : (chinese, english);
    }

    private static (string Chinese, string English) Of(Crossing crossing)
    {
        var (from, to) = (Name(crossing.From), Name(crossing.To));
        var (chinese, english) = crossing.Kind switch
        {
            CrossingKind.Transit when crossing.Exit is { } exit && exit.Into != crossing.From =>
                ($"由{from.Chinese}过境{to.Chinese}进入{Name(exit.Into).Chinese}", $"{from.English} → {Name(exit.Into).English} through {to.English}"),
            CrossingKind.Transit => ($"由{from.Chinese}过境{to.Chinese}", $"From {from.English} through a corner of {to.English} and back"),
            CrossingKind.EnteringDelta => ($"由{from.Chinese}进入长三角（{to.Chinese}）", $"Entered the Delta: {from.English} → {to.English}"),
            CrossingKind.LeavingDelta => ($"由{from.Chinese}脱离长三角（{to.Chinese}）", $"Left the Delta: {from.English} → {to.English}"),
            _ => ($"由{from.Chinese}进入{to.Chinese}", $"{from.English} → {to.English}"),
        };
        return crossing.Dark ? (chinese + "，越界期间失联", english + ", unseen while crossing") : (chinese, english);
    }

    private static (string Chinese, string English) Permit(Finding finding)
    {
        var (chinese, english) = Name(finding.Province);
        return finding.Reason switch
        {
            PermitReason.None => ($"进入{chinese}，未登记通行证", $"Entered {english} with no permit on file"),
            PermitReason.OtherProvinces => ($"进入{chinese}，通行证不含该省份", $"Entered {english}, which no permit covers"),
            PermitReason.Expired => ($"进入{chinese}，通行证已过期", $"Entered {english} with an expired permit"),
            PermitReason.Withdrawn => ($"进入{chinese}，通行证已注销", $"Entered {english} with a withdrawn permit"),
            PermitReason.NotYetValid => ($"进入{chinese}，通行证尚未生效", $"Entered {english} before the permit begins"),
            PermitReason.Uncertain => ($"进入{chinese}，能否确认持有有效通行证存疑", $"Entered {english}: whether a permit was in force cannot be told"),
            _ => ($"进入{chinese}，无有效通行证", $"Entered {english} without a valid permit"),
        };
    }

    private static (string Chinese, string English) Route(Finding finding) => finding.Reason switch
    {
        RouteReason.Returned => ("偏离许可路线，已返回", "Was off the permitted route, has returned"),
        RouteReason.RouteEnded => ("偏离许可路线，至路线失效未返回", "Off the permitted route until it ended"),
        _ => ("偏离许可路线", "Off the permitted route"),
    };

    private static (string Chinese, string English) TwoVehicles(Finding finding) => finding.End is null
        ? ("同一号牌有两辆车在上报定位（疑似套牌或终端错装）", "Two vehicles report under this plate (a cloned plate, or a second terminal)")
        : ("同一号牌曾有两辆车上报定位，现仅余一辆", "Two vehicles reported under this plate; now one does");

    private static (string Chinese, string English) Name(ProvinceCode code) => code.Number switch
    {
        310000 => ("上海", "Shanghai"),
        320000 => ("江苏", "Jiangsu"),
        330000 => ("浙江", "Zhejiang"),
        340000 => ("安徽", "Anhui"),
        350000 => ("福建", "Fujian"),
        360000 => ("江西", "Jiangxi"),
        370000 => ("山东", "Shandong"),
        410000 => ("河南", "Henan"),
        420000 => ("湖北", "Hubei"),
        0 => ("未知省份", "an unknown province"),
        _ => (code.ToString(), code.ToString()),
    };
}
