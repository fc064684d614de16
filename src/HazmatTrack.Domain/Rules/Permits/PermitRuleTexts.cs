using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>The words of the rule of permits.</summary>
internal static class PermitRuleTexts
{
    public static readonly RuleTexts Texts = new()
    {
        Name = new("无有效通行证进入", "Entered without a permit"),
        Description = new(
            "车辆进入长三角某省市时，没有在跨省时刻有效且覆盖该省市的通行证。",
            "A vehicle enters a province of the Delta without a permit that covers it at the time on the border."),
        Reasons =
        [
            // None may be on file, or one that ended long ago: the words are true of both.
            new(PermitReason.None, "无有效通行证", "No permit in force on file"),
            new(PermitReason.OtherProvinces, "通行证不含该省份", "No permit covers the province"),
            new(PermitReason.Expired, "通行证已过期", "The permit had expired"),
            new(PermitReason.Withdrawn, "通行证已注销", "The permit had been withdrawn"),
            new(PermitReason.NotYetValid, "通行证尚未生效", "The permit had not begun"),
            new(PermitReason.Uncertain, "能否确认持有有效通行证存疑", "Whether a permit was in force is uncertain"),
        ],
        Measured = new("进入时间", "Entered"),
        Limit = new("通行证有效期", "Permit valid"),
        Title = TitleOf,
    };

    private static LocalText TitleOf(Finding finding)
    {
        var (chinese, english) = ProvinceNames.ForCode(finding.Province);
        return finding.Reason switch
        {
            PermitReason.None => new($"进入{chinese}，无有效通行证", $"Entered {english} with no permit in force on file"),
            PermitReason.OtherProvinces => new($"进入{chinese}，通行证不含该省份", $"Entered {english}, which no permit covers"),
            PermitReason.Expired => new($"进入{chinese}，通行证已过期", $"Entered {english} with an expired permit"),
            PermitReason.Withdrawn => new($"进入{chinese}，通行证已注销", $"Entered {english} with a withdrawn permit"),
            PermitReason.NotYetValid => new($"进入{chinese}，通行证尚未生效", $"Entered {english} before the permit begins"),
            PermitReason.Uncertain => new($"进入{chinese}，能否确认持有有效通行证存疑", $"Entered {english}: whether a permit was in force is uncertain"),
            _ => new($"进入{chinese}，无有效通行证", $"Entered {english} without a valid permit"),
        };
    }
}
