using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking.Blobs;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// The states of rules as versions 1 and 2 wrote them: one for each rule and track, without a key, and none for a rule that had nothing open. The
/// rules were these three, and all of them had evaluated up to the time of the state.
/// </summary>
internal static class LegacyRuleStates
{
    private const int MostRules = 64;

    private static readonly string[] s_ids = ["crossing", "permit", "off-route"];

    public static List<OfTrack> Read(ref BlobReader from, byte label)
    {
        var read = new List<OfTrack>();
        for (var count = from.Count(MostRules); count > 0; count--)
        {
            var rule = from.RequiredText();
            var (phase, since, place) = (from.Byte(), from.Time(), from.Place());
            var episode = new Episode("route", since, phase)
            {
                Place = place,
                Count = (int)from.Number(),
                Mark = from.Number(),
                Subject = from.Text(),
                Until = from.Time(),
                Province = new((int)from.Unsigned()),
            };
            if (phase != 0)
            {
                read.Add(new(label, rule, episode));
            }
        }

        return read;
    }

    public static RuleRecord[] Records(List<OfTrack> episodes) =>
        [.. s_ids.Select(id => new RuleRecord(id, 1, null, RuleStates.Bytes([.. episodes.Where(e => e.Rule == id)])))];

    /// <summary>The open episode of a rule on the track of a label.</summary>
    public readonly record struct OfTrack(byte Label, string Rule, Episode Episode);
}
