import ArgumentParser

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a system on your pictures.", subcommands: KnownSystem.all.map(\.command))
}
