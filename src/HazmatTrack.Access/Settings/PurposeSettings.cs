using HazmatTrack.Http.Access;

namespace HazmatTrack.Access.Settings;

/// <summary>Reads the purposes of a deployment.</summary>
internal static class PurposeSettings
{
    /// <exception cref="FormatException">A purpose has not the form <c>中文|English</c> or <c>中文|English|case</c>.</exception>
    public static Purposes Read(AccessOptions options) => options.Purposes.Count == 0 ? Purposes.Usual
        : new([.. options.Purposes.Select(p => Read(p.Key, p.Value))]);

    private static Purpose Read(string code, string texts) => texts.Split('|', StringSplitOptions.TrimEntries) switch
    {
        [{ Length: > 0 } chinese, { Length: > 0 } english] => new(code, new(chinese, english), WantsCase: false),
        [{ Length: > 0 } chinese, { Length: > 0 } english, "case"] => new(code, new(chinese, english), WantsCase: true),
        _ => throw new FormatException($"{AccessOptions.Section}:Purposes:{code}: '{texts}' is not of the form 中文|English, or 中文|English|case."),
    };
}
