using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>The title of an alert in one line, in Chinese and in English: the rule's own words, marked where it came late or was retracted.</summary>
internal static class AlertTitleMarks
{
    /// <summary>Returns the reason or the rule's id for an alert of a rule that a newer version has and this one does not.</summary>
    public static LocalText Describe(Alert alert, RuleCatalog rules)
    {
        var finding = alert.Finding;
        var title = rules.Find(finding.Rule)?.Texts.TitleOf(finding) ?? new LocalText(finding.Reason ?? finding.Rule, finding.Reason ?? finding.Rule);
        if (alert.Late)
        {
            title = title.With(chinese => chinese + "（补报）", english => english + " (reported late)");
        }

        return alert.Status == AlertStatus.Retracted ? title.With(chinese => "已撤销：" + chinese, english => "Retracted: " + english) : title;
    }
}
