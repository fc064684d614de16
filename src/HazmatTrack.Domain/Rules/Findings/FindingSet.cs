namespace HazmatTrack.Domain.Rules.Findings;

/// <summary>
/// Collects what the rules find over a stretch of track. A finding with the rule, key and onset of an earlier one of the same
/// stretch replaces its content (such as an end, once it is known).
/// </summary>
public sealed class FindingSet
{
    private readonly List<Finding> _findings = [];

    public IReadOnlyList<Finding> Findings => _findings;

    public void Put(Finding finding)
    {
        for (var i = _findings.Count - 1; i >= 0; i--)
        {
            var known = _findings[i];
            if (known.Onset == finding.Onset && known.Rule == finding.Rule && known.Key == finding.Key)
            {
                _findings[i] = finding;
                return;
            }
        }

        _findings.Add(finding);
    }

    /// <summary>Removes findings added after there were a given number.</summary>
    public void BackTo(int count) => _findings.RemoveRange(count, _findings.Count - count);

    public void Clear() => _findings.Clear();
}
