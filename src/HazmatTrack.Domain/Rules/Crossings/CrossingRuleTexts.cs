using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Crossings;

/// <summary>The words of the rule of crossings.</summary>
internal static class CrossingRuleTexts
{
    public static readonly RuleTexts Texts = new()
    {
        Name = new("跨省通行", "Crossing between provinces"),
        Description = new(
            "车辆由一省进入另一省（涉及长三角三省一市），含失联期间的跨省。",
            "A vehicle goes from one province into another, where one of them belongs to the Delta; also while it was not seen."),
        Reasons =
        [
            new("crossing-between", "由一省进入另一省", "From one province into another"),
            new("crossing-entering-delta", "进入长三角", "Entered the Delta"),
            new("crossing-leaving-delta", "脱离长三角", "Left the Delta"),
            new("crossing-transit", "过境", "Through a corner of a province"),
            new("crossing-dark", "跨省期间失联", "Unseen while crossing"),
        ],
        Title = finding => finding.Crossing is { } crossing ? TitleOf(crossing) : new("跨省通行", "Crossing"),
    };

    private static LocalText TitleOf(Crossing crossing)
    {
        var (from, to) = (ProvinceNames.ForCode(crossing.From), ProvinceNames.ForCode(crossing.To));
        LocalText title = crossing.Kind switch
        {
            CrossingKind.Transit when crossing.Exit is { } exit && exit.Into != crossing.From => new(
                $"由{from.Chinese}过境{to.Chinese}进入{ProvinceNames.ForCode(exit.Into).Chinese}",
                $"{from.English} → {ProvinceNames.ForCode(exit.Into).English} through {to.English}"),
            CrossingKind.Transit => new($"由{from.Chinese}过境{to.Chinese}", $"From {from.English} through a corner of {to.English} and back"),
            CrossingKind.EnteringDelta => new($"由{from.Chinese}进入长三角（{to.Chinese}）", $"Entered the Delta: {from.English} → {to.English}"),
            CrossingKind.LeavingDelta => new($"由{from.Chinese}脱离长三角（{to.Chinese}）", $"Left the Delta: {from.English} → {to.English}"),
            _ => new($"由{from.Chinese}进入{to.Chinese}", $"{from.English} → {to.English}"),
        };
        return crossing.Dark ? title.With(chinese => chinese + "，跨省期间失联", english => english + ", unseen while crossing") : title;
    }
}
