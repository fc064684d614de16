namespace HazmatTrack.Contracts.Quality;

/// <summary>A kind of fault in a vehicle's reports. Compared by reference; all are in <see cref="QualityKinds"/>.</summary>
/// <param name="code">The stable code.</param>
/// <param name="isRefusal">Whether the reports were refused: rejected at HTTP ingest, or sent to the dead letters.</param>
/// <param name="chinese">What it means and what to do; <c>{0}</c> is its value.</param>
/// <param name="english">The same in English.</param>
internal sealed class QualityKind(string code, bool isRefusal, string chinese, string english)
{
    public string Code => code;

    public bool IsRefusal => isRefusal;

    public string Chinese => chinese;

    public string English => english;
}
