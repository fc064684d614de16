using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>Why the program refuses to start, for whoever starts it: in the language of the locale (<see cref="CommandLine.HelpText.LanguageOf"/>).</summary>
internal abstract class RefusalException(LocalText text, Exception? cause = null) : Exception(text.English, cause)
{
    /// <summary>The message in both languages; that of the exception is the English one.</summary>
    public LocalText Text => text;
}

/// <summary>The settings cannot be used; the message names them and the reason.</summary>
internal sealed class SettingsException(LocalText text) : RefusalException(text)
{
    /// <summary>All faults, one a line.</summary>
    public static SettingsException From(IReadOnlyCollection<LocalText> faults) => new(new LocalText(
        string.Join(Environment.NewLine, faults.Select(f => f.Chinese)), string.Join(Environment.NewLine, faults.Select(f => f.English))));
}
